/** Where a shortcut works, in the order in which the list of them tells it. */
export const SHORTCUT_PLACES = {
  everywhere: "Everywhere",
  job: "On a job's page",
  top: "In Top",
  log: "In a log",
  chart: "On a chart",
  terminal: "In a terminal",
  rows: "In the list of jobs",
} as const;
export type ShortcutPlace = keyof typeof SHORTCUT_PLACES;

/** A key, or keys one after another, and what they do. */
export interface Shortcut {
  readonly place: ShortcutPlace;
  /** Of several that say the same the list makes one line. */
  readonly does: string;
  /**
   * Any of these: `/`, `shift+ArrowUp`, `mod+k` (Ctrl, on a Mac Command), `page+f` (Ctrl and Shift, on a Mac Command:
   * a terminal's programs have a use for Ctrl alone), or two keys one after the other, `g j`. Signs are written as they
   * are typed, without the Shift that some keyboards need for them.
   */
  readonly keys: readonly string[];
}

/** Every key of the app, by what it is for: whatever listens to one reads it here, and so does the list of them. */
export const SHORTCUTS = {
  palette: { place: "everywhere", does: "Find a page, a job or a command", keys: ["mod+k"] },
  help: { place: "everywhere", does: "List these shortcuts", keys: ["?"] },
  search: { place: "everywhere", does: "Go to the search of the page", keys: ["/"] },
  goJobs: { place: "everywhere", does: "Go to Jobs", keys: ["g j"] },
  goTop: { place: "everywhere", does: "Go to Top", keys: ["g o"] },
  goCluster: { place: "everywhere", does: "Go to Cluster", keys: ["g c"] },
  goStorage: { place: "everywhere", does: "Go to Storage", keys: ["g f"] },
  goStart: { place: "everywhere", does: "Start a job", keys: ["g s"] },
  shell: { place: "everywhere", does: "Open a shell in a job", keys: ["g t"] },
  dock: { place: "everywhere", does: "Show or hide the terminals", keys: ["ctrl+`"] },

  goOverview: { place: "job", does: "Overview", keys: ["g i"] },
  goLogs: { place: "job", does: "Logs", keys: ["g l"] },
  goMetrics: { place: "job", does: "Metrics", keys: ["g m"] },
  goTerminal: { place: "job", does: "Terminal", keys: ["g x"] },

  rowDown: { place: "rows", does: "Move by a row", keys: ["j", "ArrowDown"] },
  rowUp: { place: "rows", does: "Move by a row", keys: ["k", "ArrowUp"] },
  rowPageDown: { place: "rows", does: "Move by a screen", keys: ["PageDown"] },
  rowPageUp: { place: "rows", does: "Move by a screen", keys: ["PageUp"] },
  rowLast: { place: "rows", does: "Move to an end", keys: ["End"] },
  rowFirst: { place: "rows", does: "Move to an end", keys: ["Home"] },
  rowSelectDown: { place: "rows", does: "Select on the way", keys: ["shift+ArrowDown", "shift+j"] },
  rowSelectUp: { place: "rows", does: "Select on the way", keys: ["shift+ArrowUp", "shift+k"] },
  rowSelectPageDown: { place: "rows", does: "Select a screen", keys: ["shift+PageDown"] },
  rowSelectPageUp: { place: "rows", does: "Select a screen", keys: ["shift+PageUp"] },
  rowSelectLast: { place: "rows", does: "Select to an end", keys: ["shift+End"] },
  rowSelectFirst: { place: "rows", does: "Select to an end", keys: ["shift+Home"] },
  rowSelect: { place: "rows", does: "Select the row, or let go of it", keys: ["Space", "shift+Space"] },
  rowSelectAll: { place: "rows", does: "Select all", keys: ["mod+a"] },
  rowOpen: { place: "rows", does: "Open the job", keys: ["Enter"] },
  rowForward: { place: "rows", does: "Show the job beside or over the list, open a group", keys: ["ArrowRight"] },
  rowBack: { place: "rows", does: "Show none beside the list, close a group", keys: ["ArrowLeft"] },
  rowPreview: { place: "rows", does: "Show the job beside the list", keys: ["p"] },
  rowMenu: { place: "rows", does: "What can be done with the job", keys: ["shift+F10", "ContextMenu"] },
  rowClear: { place: "rows", does: "Let go of what is selected", keys: ["Escape"] },

  topPause: { place: "top", does: "Pause, or go on", keys: ["p"] },

  logFind: { place: "log", does: "Search the log", keys: ["/", "mod+f"] },

  chartMove: { place: "chart", does: "Move the crosshair", keys: ["ArrowLeft", "ArrowRight"] },
  chartPage: { place: "chart", does: "Move it far", keys: ["PageDown", "PageUp", "Home", "End"] },
  chartChoose: { place: "chart", does: "Choose a part", keys: ["shift+ArrowLeft", "shift+ArrowRight"] },
  chartPan: { place: "chart", does: "Earlier, later", keys: ["[", "]"] },
  chartZoom: { place: "chart", does: "Zoom to what was chosen", keys: ["Enter"] },
  chartReset: { place: "chart", does: "Let go of it, then of the zoom", keys: ["Escape"] },

  terminalLeave: { place: "terminal", does: "Leave the terminal for the page", keys: ["shift+Escape"] },
  terminalFind: { place: "terminal", does: "Search what it shows", keys: ["page+f"] },
  terminalCopy: { place: "terminal", does: "Copy what is selected", keys: ["page+c"] },
  terminalPaste: { place: "terminal", does: "Paste", keys: ["page+v"] },
} as const satisfies Record<string, Shortcut>;

export type ShortcutId = keyof typeof SHORTCUTS;

export const SHORTCUT_IDS = Object.keys(SHORTCUTS) as readonly ShortcutId[];
