// Which boxes are ticked: of a table's rows, or of questions, of which one may stand at several places.
// The boxes themselves stay the browser's own.
let told = false;

export default function ({ setStateValue }) {
  const boxes = () => [...document.querySelectorAll(".senrei input[data-tick]")];
  const tell = () => {
    told = true;
    setStateValue("ticks", {
      shown: boxes().map((one) => one.dataset.tick),
      ticked: boxes().filter((one) => one.checked).map((one) => one.dataset.tick),
    });
  };
  const onChange = (event) => {
    const box = event.target.closest(".senrei input[data-tick], .senrei input[data-every]");
    if (!box) return;
    const together = boxes().filter((one) => "every" in box.dataset || one.dataset.tick === box.dataset.tick);
    together.forEach((one) => { one.checked = box.checked; });
    tell();
  };
  document.addEventListener("change", onChange);
  // A quick reader may have ticked a box before anything listened.
  if (!told && boxes().some((one) => one.checked !== one.defaultChecked)) tell();
  return () => document.removeEventListener("change", onChange);
}
