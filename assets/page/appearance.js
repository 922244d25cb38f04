// Light or dark: as the system says, until the reader chooses.

const THEME_KEY = "traffic-ledger-theme";

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

/** The choice outlives the page where the browser lets it. */
function storedTheme(theme) {
  try {
    if (theme !== undefined) localStorage.setItem(THEME_KEY, theme);
    return localStorage.getItem(THEME_KEY);
  } catch {
    return null;
  }
}

function listenToTheme(button) {
  const show = () => {
    button.setAttribute("aria-pressed", String(isDark()));
    button.textContent = isDark() ? "Light" : "Dark";
    button.setAttribute("aria-label", isDark() ? "Dark colours; change to light" : "Light colours; change to dark");
  };
  const stored = storedTheme();
  if (stored === "light" || stored === "dark") document.documentElement.dataset.theme = stored;
  button.addEventListener("click", () => {
    const theme = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    storedTheme(theme);
    show();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  show();
}
