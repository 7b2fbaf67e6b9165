// Runs in the page under test: keeps what its hooks have said, with the page's own clock in milliseconds.
{
  const told = (window.told = []);
  const last = {};
  const at = (id) => document.getElementById(id);
  const add = (what, value, at_ms = performance.now()) => told.push([at_ms, what, value]);
  const note = (what, value) => {
    if (last[what] !== value) add(what, (last[what] = value));
  };
  const look = () => {
    note("panel", at("panel-zh").dataset.words ?? "");
    note("english", at("panel-en").textContent);
    note("lamp", at("panel").dataset.lamp);
    for (const name of ["arms", "relay", "person", "direction"]) note(name, at("gate").dataset[name]);
    note("service", at("service").textContent);
    note("passed", at("passed").dataset.passed);
    note("clock", at("clock").dataset.clock);
    note("list", at("list").dataset.list);
    note("hint", at("camera-words").textContent);
    note("card", at("gate").dataset.card);
    note("held", document.querySelector('#phones [data-do="show"][aria-pressed="true"]')?.dataset.fault ?? "");
    note("picture", at("view").dataset.source);
    note("banner", at("banner").hidden ? "" : at("banner").textContent);
    for (const name of ["chips", "why"]) note(name, at(name).textContent);
  };
  const decided = () => {
    if (!at("reason").dataset.result) return;
    add("decision", at("reason").dataset.result);
    add("states", [...document.querySelectorAll("#steps [data-step]")].map((step) => step.dataset.state).join(" "));
  };
  const click = (event) => add("click", event.target.closest("button")?.dataset.phone ?? null, event.timeStamp);
  addEventListener("click", click, true);
  document.addEventListener("DOMContentLoaded", () => {
    if (!at("gate")) return; // another page
    new MutationObserver(decided).observe(at("verdict"), { childList: true });
    const everything = { subtree: true, childList: true, characterData: true, attributes: true };
    new MutationObserver(look).observe(document.body, everything);
    look();
  });
}
