// Clicks on the links of the page's own HTML: a passage opens in its context, another page without a reload.
// A click with a key held, and one on a link without these attributes, is the browser's own.
// Streamlit runs this anew for new data, without ending what ran before.
let end = () => {};

// What an address is about; more of the same list, or another order of it, leaves the reader where they are.
const subject = (url) => [url.pathname, ...["case", "doc"].map((name) => url.searchParams.get(name))].join();

export default function ({ data, setTriggerValue }) {
  end();
  document.documentElement.lang = data.language;
  document.documentElement.style.fontSize = data.fontSize;

  const copy = async (button) => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      // Without https the clipboard is closed to scripts; a selected field can still be copied.
      const field = Object.assign(document.createElement("textarea"), { value: button.dataset.copy });
      button.after(field);
      field.select();
      document.execCommand("copy");
      field.remove();
      button.focus();
    }
    const label = button.textContent;
    button.textContent = data.copied;
    setTimeout(() => { button.textContent = label; }, 2000);
  };

  const onClick = (event) => {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const button = event.target.closest(".senrei button[data-copy]");
    if (button) { copy(button); return; }
    const link = event.target.closest(".senrei a[data-open], .senrei a[data-go]");
    if (!link) return;
    event.preventDefault();
    // The time makes a second click on the same link a new value.
    const asked = { href: link.getAttribute("href"), said: link.dataset.said ?? "", at: Date.now() };
    if ("go" in link.dataset && subject(new URL(link.href)) !== subject(new URL(location.href))) {
      document.querySelector('[data-testid="stMain"]')?.scrollTo({ top: 0 });
    }
    setTriggerValue("open" in link.dataset ? "opened" : "gone", asked);
  };
  document.addEventListener("click", onClick);
  end = () => document.removeEventListener("click", onClick);
  return end;
}
