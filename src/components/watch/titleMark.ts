/** Counts in front of the page's title what the user has not seen yet, whatever page changes the title meanwhile. */
export interface TitleMark {
  /** 0 takes the mark away. */
  set(count: number): void;
  dispose(): void;
}

export function createTitleMark(page: Document): TitleMark {
  let count = 0;

  function apply(): void {
    const plain = page.title.replace(/^\(\d+\) /, "");
    const marked = count > 0 ? `(${count}) ${plain}` : plain;
    if (page.title !== marked) page.title = marked;
  }

  const observer = new MutationObserver(apply);
  observer.observe(page.head, { childList: true, characterData: true, subtree: true });
  return {
    set(next) {
      count = next;
      apply();
    },
    dispose() {
      observer.disconnect();
      count = 0;
      apply();
    },
  };
}
