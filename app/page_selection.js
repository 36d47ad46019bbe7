// Which boxes are ticked: of a table's rows, or of questions, of which one may stand at several places.
// The boxes themselves stay the browser's own.
export default function ({ setStateValue }) {
  const onChange = (event) => {
    const box = event.target.closest(".senrei input[data-tick], .senrei input[data-every]");
    if (!box) return;
    const boxes = [...document.querySelectorAll(".senrei input[data-tick]")];
    if ("every" in box.dataset) boxes.forEach((one) => { one.checked = box.checked; });
    boxes.filter((one) => "tick" in box.dataset && one.dataset.tick === box.dataset.tick).forEach((one) => { one.checked = box.checked; });
    setStateValue("ticks", {
      shown: boxes.map((one) => one.dataset.tick),
      ticked: boxes.filter((one) => one.checked).map((one) => one.dataset.tick),
    });
  };
  document.addEventListener("change", onChange);
  return () => document.removeEventListener("change", onChange);
}
