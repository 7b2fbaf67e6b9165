// The texts that only the static page has: key -> [Chinese, English].

export const WORDS = {
  site_tagline: ["在浏览器里验码", "a gate's checks in your browser"], skip_answer: ["跳到结果", "Skip to the answer"],
  code_title: ["乘车码", "The code"], drop_here: ["把二维码图片或文件拖到本页", "Drop a picture or a file of a code on this page"],
  text_label: ["或粘贴十六进制、base64", "Or paste hexadecimal or base64"], judge: ["判定", "Judge"],
  settings: ["终端", "The terminal"], moment: ["时刻", "Moment"], answer: ["结果", "The answer"],
  list_test: ["测试", "Test issuer"], list_own: ["文件", "File"], list_none: ["无", "None"],
  test_list: ["内置的测试机构名单: 真实闸机不受理它的码。", "The test issuer's list, built in: real gates refuse its codes."],
  list_file: ["名单 .bin", "List .bin"], key_file: ["公钥 .pub", "Key .pub"],
  list_wanted: ["请选择编译后的名单 (.bin) 与运营方公钥 (.pub); ridegate trust compile 会生成。", "Choose a compiled list (.bin) and its operator's public key (.pub); ridegate trust compile makes a list."],
  list_ready: ["名单签名有效。", "The list's signature holds."], list_refused: ["名单被拒: {}", "The list is refused: {}"],
  moment_now: ["现在", "Now"], moment_own: ["指定 UTC+8", "UTC+8"], moment_none: ["不可信", "Not trusted"],
  examples: ["示例", "Examples"], fields: ["字段", "Fields"],
  column_number: ["编号", "No."], column_field: ["字段", "Field"], column_bytes: ["字节", "Bytes"], column_value: ["内容", "Content"],
  loading: ["正在载入…", "Loading…"], judging: ["正在判定…", "Judging…"], reading: ["正在识读图片…", "Reading the picture…"],
  no_symbol: ["图片里没有读到二维码。", "No QR code was read in this picture."], more_symbols: ["图片里有多个二维码, 终端要求只出示一个。", "The picture shows several QR codes; a terminal wants one."],
  no_picture: ["浏览器无法读取这张图片。", "The browser cannot read this picture."],
  beyond: ["文本写成 {}, 已在此还原; 真实终端不会还原。", "The bytes are written as {}: undone here, but no terminal would."],
  no_worker: ["此浏览器不能运行本页的工作线程。", "this browser does not run the page's worker"], failed: ["本页无法启动: {}", "This page does not start: {}"],
  site_foot: ["判定在本页内完成, 不发送任何数据; 载入后可离线使用。", "Everything is judged on this page: nothing is sent, and it works offline once loaded."],
};
