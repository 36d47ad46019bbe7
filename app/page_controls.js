// Streamlit's own controls speak English only: what they say, seen and read out, is said in the page's language.
const ATTRIBUTES = ["aria-label", "aria-valuetext", "placeholder"];
const TEXTS = [
  "[data-testid=stSkipToContent]",
  "[data-testid=stFileUploaderDropzone] button p",
  "[data-testid=stMultiSelectDropdown] [data-empty] [role=option] span",
  "[data-testid=stSelectboxDropdown] [data-empty] [role=option] span",
  "[data-live-announcer] [role=log] > div",
  "[data-testid=stDateInputCalendar] *",
  "section[role=dialog] > h2, section[role=dialog] > h2 + div > div",
].join();

// Streamlit runs this anew for new data, without ending what ran before.
let end = () => {};

export default function ({ data }) {
  end();
  const words = data.words.map(([said, instead]) => [new RegExp(`^(?:${said})$`), instead]);
  const put = [];

  const translated = (text) => {
    const [said, instead] = words.find(([pattern]) => pattern.test(text)) ?? [];
    return said ? text.replace(said, instead) : text;
  };
  const replace = (was, write, read) => {
    const now = translated(was);
    if (now === was) return;
    write(now);
    put.push(() => { if (read() === now) write(was); });
  };
  const translate = () => {
    for (const element of document.querySelectorAll(ATTRIBUTES.map((name) => `[${name}]`).join())) {
      if (element.closest(".senrei")) continue;
      for (const name of ATTRIBUTES.filter((name) => element.hasAttribute(name))) {
        const read = () => element.getAttribute(name);
        replace(read(), (text) => element.setAttribute(name, text), read);
      }
    }
    for (const element of document.querySelectorAll(TEXTS)) {
      const text = element.firstChild;
      if (element.childNodes.length !== 1 || text.nodeType !== Node.TEXT_NODE) continue;
      // The text of the node and not of the element: streamlit goes on using the node.
      replace(text.data, (said) => { text.data = said; }, () => text.data);
    }
  };

  const observer = new MutationObserver(translate);
  observer.observe(document.body, { subtree: true, childList: true, attributeFilter: ATTRIBUTES });
  translate();
  end = () => {
    observer.disconnect();
    put.forEach((takeBack) => takeBack());
    put.length = 0;
  };
  return end;
}
