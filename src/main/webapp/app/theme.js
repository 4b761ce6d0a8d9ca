// Runs before the first paint, so that a remembered theme never flashes. A classic script for that reason.
try {
  const theme = localStorage.getItem('rollcall.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is switched off: the theme follows the system.
}
