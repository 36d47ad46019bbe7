// Which rows of the table of cases are ticked; the boxes themselves stay the browser's own.
export default function ({ setStateValue }) {
  const onChange = (event) => {
    const box = event.target.closest(".senrei input[data-case], .senrei input[data-every]");
    if (!box) return;
    const boxes = [...document.querySelectorAll(".senrei input[data-case]")];
    if ("every" in box.dataset) boxes.forEach((one) => { one.checked = box.checked; });
    setStateValue("ticks", {
      shown: boxes.map((one) => one.dataset.case),
      ticked: boxes.filter((one) => one.checked).map((one) => one.dataset.case),
    });
  };
  document.addEventListener("change", onChange);
  return () => document.removeEventListener("change", onChange);
}
