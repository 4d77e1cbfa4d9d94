/** How puppeteer and playwright launch the Chromium that the scripts found. */
export const chromiumOptions = () => ({
  executablePath: process.env.CHROME_PATH,
  args: [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
