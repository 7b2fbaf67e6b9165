// The texts of the page, in both languages. Elements name theirs: data-w the text, data-wl the label.

const WORDS = {
  skip: ["跳到闸机", "Skip to the gate"],
  tagline: ["模拟闸机", "a gate on this computer"],
  terminal: ["终端", "Terminal"], engine: ["SM2 引擎", "SM2 engine"], list: ["名单", "Trust list"], clock: ["终端时钟", "Terminal clock"],
  core: ["进程内核心", "core in process"], board: ["模拟板", "emulated board"],
  play: ["播放演示", "Play the session"], stop: ["停止演示", "Stop the session"], sound: ["声音", "Sound"], language: ["English", "中文"],
  gate: ["闸机", "The gate"], fare: ["票价", "Fare"], yuan: ["元", "yuan"],
  reader: ["读码窗", "reader"], sensor: ["通行传感器", "passage sensor"], arms: ["闸门", "Arms"],
  relay: ["放行继电器", "Release relay"], relay_open: ["断开", "open"], relay_closed: ["闭合", "closed"],
  arms_locked: ["锁闭", "locked"], arms_free: ["放行", "free"], arms_turning: ["通行中", "turning"], arms_open: ["常开", "held open"],
  passed: ["已通行", "Passed"], service: ["服务", "Service"], in_service: ["正常", "in service"], emergency: ["紧急疏散", "emergency"],
  fault_gate: ["闸机故障", "gate fault"], fault_scanner: ["扫码器故障", "scanner fault"], fault_service: ["维护", "maintenance"], fault_internal: ["内部错误", "internal error"],
  no_power: ["断电", "no power"], not_known: ["未知", "not known"], skipped: ["此闸机做不到, 已跳过", "skipped: this gate cannot do it"],
  nothing_yet: ["还没有判定", "Nothing judged yet"], nothing_why: ["选一部虚拟手机, 或把手机对准摄像头, 闸机会说明每一次回答的理由。", "Choose a virtual phone, or hold one to a camera. The gate gives the reason for every answer."],
  standing_proved: ["已证实", "Proved"], standing_likely: ["可能", "Likely"], standing_cannot: ["无法区分", "Cannot be told apart"],
  list_not_known: ["此处没有这台闸机的名单: 与名单和根密钥有关的原因未查。", "This gate's trust list is not at hand: causes that have to do with the list or a root key were not looked for."],
  accepted: ["已受理", "Accepted"], refused_at: ["第 {} 步拒绝", "Refused at step {}"], not_judged: ["未判定", "Not judged"],
  account: ["账户 …", "account …"], issuer: ["机构", "issuer"], recovered: ["已还原", "undone"], clause: ["规范", "spec"],
  took: ["用时", "Took"], capture: ["拍照", "capture"], decode: ["解码", "decode"], decide: ["判定", "decide"], store: ["写记录", "store"], relay_span: ["继电器", "relay"],
  trace: ["判定步骤", "Decision trace"], trace_note: ["微秒", "microseconds"], state_passed: ["通过", "passed"], state_failed: ["在此失败", "failed here"], state_not_reached: ["未到达", "not reached"], state_not_asked: ["未启用", "not asked here"],
  bytes: ["码的字节", "Bytes of the code"], signatures: ["签名覆盖范围", "What each signature covers"], sig_ca: ["根签名", "CA signature"], sig_issuer: ["机构签名", "issuer signature"], sig_ride: ["乘车签名", "ride signature"],
  covers: ["覆盖 {}–{}", "covers {}–{}"], signed_by: ["由此签名覆盖:", "covered by"], signed_none: ["不在任何签名之内", "covered by no signature"], at: ["字节", "bytes"],
  map_hint: ["指向或用方向键选择字段。账户与第 4 字段以星号遮盖。", "Point, or move with the arrow keys. Account and field 4 are masked with stars."],
  no_bytes: ["这不是乘车码, 因此没有字段 ({} 字节)", "No ride code, so there are no fields ({} bytes)"], no_code: ["没有读到码", "no code was judged"],
  wrong: ["此字段不符合结构", "not what the structure fixes"],
  reader_title: ["读码器", "Reader"], view_words: ["读码器所见会显示在这里", "What the reader sees appears here"],
  camera: ["打开摄像头", "Use camera"], camera_stop: ["关闭摄像头", "Stop the camera"], picture: ["选择文件", "Choose file"], drop: ["也可把二维码图片或码的字节、十六进制文本拖到或粘贴到本页。", "Or drop or paste a picture of a code, its bytes or a hex dump anywhere on this page."],
  no_camera: ["没有找到摄像头。请选下面的虚拟手机, 或拖入、粘贴二维码图片; 也可用 ridegate run --camera 0 启动。", "No camera was found. Choose a virtual phone below, drop or paste a picture of a code, or start with ridegate run --camera 0."],
  camera_denied: ["浏览器未允许使用摄像头: 请在地址栏的权限里允许, 或选下面的虚拟手机, 或拖入图片。", "The browser does not allow the camera: allow it in the address bar, or choose a virtual phone below, or drop a picture."],
  camera_busy: ["摄像头打不开: 很可能正被其他程序使用。请关闭那个程序后重试, 或选下面的虚拟手机, 或拖入图片。", "The camera does not start: another program probably uses it. Close that program and try again, or choose a virtual phone below, or drop a picture."],
  camera_insecure: ["浏览器只在 https 或 127.0.0.1 上允许使用摄像头: 请改用 ridegate run 打印的 127.0.0.1 地址打开本页。", "Browsers give a camera only to https or 127.0.0.1: open this page by the 127.0.0.1 address that ridegate run prints."],
  camera_failed: ["摄像头打不开。请选下面的虚拟手机, 或拖入图片。", "The camera cannot be opened. Choose a virtual phone below, or drop a picture."],
  file: ["文件: {}", "File: {}"], clipboard: ["剪贴板", "clipboard"], file_large: ["{} 太大, 不像是一个码。", "{} is too large to be a code."],
  no_bitmap: ["浏览器读不出这个文件 ({})。", "The browser cannot read this file ({})."],
  camera_lost: ["摄像头不再有画面: 请检查连接后重新打开。", "The camera gives no more pictures: check it and open it again."],
  source_phone: ["虚拟手机", "virtual phone"], source_browser: ["浏览器摄像头", "browser camera"], source_picture: ["图片", "picture"], source_host: ["本机摄像头", "host camera"],
  phones: ["虚拟手机", "Virtual phones"], on_phone: ["单独打开 /phone", "open /phone"], good: ["有效码", "good code"],
  bad: ["一点即出的异常码", "One tap, one bad code"], test_issuer: ["测试发行机构: 真实闸机不受理。", "A test issuer: real gates refuse it."],
  latency: ["时延", "Latency"], latency_note: ["毫秒, 拍照到继电器", "ms, photograph to relay"], last: ["最近", "last"],
  operator: ["运营面板", "Operator"], log: ["事件", "Events"],
  fare_wrong: ["票价须为 0 至 {} 元, 最多两位小数", "a fare is 0 to {} yuan, with two decimals at most"], offset_wrong: ["须为整数秒, −{} 至 {}", "whole seconds, −{} to {}"],
  c_clock: ["时钟", "Clock"], c_untrusted: ["不可信", "not trusted"], c_trust: ["名单", "Trust list"], c_storage: ["存储", "Storage"], c_sensor: ["传感器", "Sensor"], c_scanner: ["扫码器", "Scanner"], c_turnstile: ["闸门", "Arms"],
  c_emergency: ["紧急疏散", "Emergency"], c_emergency_end: ["结束紧急疏散", "End emergency"], c_power: ["切断电源", "Cut the power"], c_fare: ["票价", "Fare"], c_direction: ["方向", "Way"], c_walks: ["乘客", "People"], c_push: ["推闸", "Push"],
  s_current: ["现行", "current"], s_older: ["较旧", "older"], s_expired: ["过期", "expired"], s_missing: ["缺失", "missing"], s_sound: ["正常", "sound"], s_full: ["已满", "full"], s_failing: ["故障", "failing"], s_stuck: ["卡死", "stuck"], s_broken: ["断线", "broken"],
  cards: ["测试卡", "Test cards"], card_name: ["测试卡 …0017", "Card …0017"], card_issuer: ["测试 SAM 可确认", "the test SAM confirms it"], card_good: ["有效卡", "good card"], card_and_phone: ["一卡一码", "Card and phone"],
  s_torn: ["读卡中移开", "Torn away"], s_two: ["两张卡", "Two cards"], s_unvouched: ["无法认证的卡", "Card no SAM confirms"],
  column_at: ["位置", "at"], column_length: ["长度", "length"], column_bits: ["{} 位", "{} bits"], column_field: ["字段", "field"], column_holds: ["内容", "holds"],
  tickets: ["铁路测试车票", "Rail test tickets"], ticket_read: ["签名有效, 不开闸", "Signatures hold; the gate stays shut"], ticket_from: ["始", "from"], ticket_until: ["止", "until"], ticket_of: ["凭证 …", "subject …"],
  medium_card: ["卡片", "card"], auth_none: ["未认证", "not authenticated"], auth_test_sam: ["测试 SAM 已确认", "confirmed by the test SAM"], auth_sam: ["SAM 已确认", "confirmed by the SAM"],
  s_latch: ["自锁", "latch"], s_follow: ["随触点", "follow contact"],
  s_dead: ["无响应", "dead"], s_covered: ["被遮挡", "covered"], s_utf8: ["转码", "UTF-8"], s_prefix: ["加前缀", "prefix"], s_cut: ["丢字节", "cuts"], s_entry: ["进站", "entry"], s_exit: ["出站", "exit"],
  lane_title: ["行程与通道", "Trips and lane"], c_mode: ["模式", "Mode"], c_trip: ["行程", "Trips"], c_lane: ["通道", "Lane"], c_staff: ["人员", "Staff"], c_staff_in: ["放行上一位", "Let the last one in"],
  s_flat: ["单次", "flat"], s_on_off: ["上下车", "on and off"], s_off: ["不查", "off"], s_mark: ["只记录", "mark"], s_enforce: ["强制", "enforce"], s_system: ["系统核验", "system"], s_staffed: ["人工核验", "staffed"],
  trip: ["行程", "Trip"], trip_paired: ["完整", "paired"], trip_entry_only: ["仅进站", "entry only"], trip_exit_only: ["仅出站", "exit only"], trip_already_inside: ["已在站内", "already inside"], trip_not_known: ["不详", "not known"],
  eligibility: ["资格", "Eligibility"], eligibility_allow: ["通过", "allowed"], eligibility_deny: ["未通过", "denied"], eligibility_unknown: ["不明, 放行并标记", "unknown, flagged"], by_staff: ["工作人员放行", "let in by the staff"], state_by_staff: ["在此拒绝, 工作人员放行", "refused here, let in by the staff"],
  walks: ["自动通过", "walk through"], walks_not: ["不通过", "stay"], by_operator: ["运营:", "Operator:"],
  lost: ["与闸机的连接中断, 正在重连…", "The connection to the gate is lost; trying again…"],
  foot: ["测试发行机构, 真实闸机不受理。本页不向本机之外发送任何数据。", "Test issuer: real gates refuse it. Nothing leaves this computer."],
  scene: ["第 {} 幕, 共 {} 幕", "Scene {} of {}"], as_expected: ["符合预期", "as expected"], not_expected: ["不符合预期", "not as expected"], all_ended: ["演示结束: {} / {} 幕符合预期", "Session over: {} of {} scenes as expected"],
  passage: ["有人通过", "Somebody is through"], released_log: ["闸门放行", "The gate is released"], power_off: ["电源已切断, 内存清空", "Power cut: memory is gone"], emergency_on: ["紧急触点拉下: 闸门常开", "Emergency contact pulled: the gate stands open"], emergency_off: ["紧急触点复位", "Emergency contact back at rest"],
  test_code: ["测试码 · 真实闸机不受理", "TEST CODE · real gates refuse it"],
  symbol: ["乘车二维码", "ride code"], renew: ["刷新", "Renew"], bright: ["最亮显示", "Brightest"], renews: ["{} 秒后自动刷新", "renews in {} s"],
  bright_tip: ["请把屏幕调到最亮, 关闭夜间护眼模式, 距读码窗约 10 厘米。", "Turn the screen to full brightness, switch night mode off, hold it 10 cm from the reader."],
  phone_foot: ["测试发行机构: 真实闸机不受理。", "A test issuer: real gates refuse it."], phone_lost: ["与电脑的连接中断, 正在重试…", "The computer does not answer; trying again…"], phone_refused: ["请重新扫描终端窗口里的二维码。", "Scan the symbol in the terminal window again."],
};

const asked = new URLSearchParams(location.search).get("lang");
let current = asked === "zh" || asked === "en" ? asked : remembered() || (/^zh/i.test(navigator.language) ? "zh" : "en");
const listeners = [];

function remembered() {
  try { return localStorage.getItem("ridegate.language"); } catch { return null; }
}

export const language = () => current;

/** The words of a key, its {} filled in turn. */
export function t(key, ...values) {
  return WORDS[key] ? pick(both(key, ...values)) : key;
}

/** The same in both languages, for `pick`. */
export function both(key, ...values) {
  const [zh, en] = WORDS[key].map((text) => {
    let at = 0;
    return text.replace(/\{\}/g, () => values[at++] ?? "");
  });
  return { zh, en };
}

/** More texts, of another page: key -> [Chinese, English]. */
export const learn = (more) => Object.assign(WORDS, more);

/** That of a pair {zh, en} which is wanted. */
export const pick = (pair) => (pair ? pair[current] ?? "" : "");

/** Call when the language changes, and now. */
export function spoken(listener) {
  listeners.push(listener);
  listener();
}

export function toggle() {
  current = current === "zh" ? "en" : "zh";
  try { localStorage.setItem("ridegate.language", current); } catch { /* private window: not remembered */ }
  speak();
}

export function speak() {
  document.documentElement.lang = current === "zh" ? "zh-CN" : "en";
  for (const one of document.querySelectorAll("[data-w]")) one.textContent = t(one.dataset.w);
  for (const one of document.querySelectorAll("[data-wl]")) one.setAttribute("aria-label", t(one.dataset.wl));
  for (const listener of listeners) listener();
}
