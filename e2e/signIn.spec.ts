import { expect, expectAccessible, test } from "./fixtures.ts";

test("the printed link signs in, and the token leaves the address bar", async ({ page, jobdeck }) => {
  await page.goto(jobdeck.link);
  await expect(page.getByRole("heading", { name: "Jobs", exact: true })).toBeVisible();
  expect(page.url()).not.toContain("token");
  await page.reload();
  await expect(page.getByRole("heading", { name: "Jobs", exact: true })).toBeVisible();
});

test("a pasted token or link signs in and leads to where one wanted to go", async ({ page, jobdeck }) => {
  await page.goto(`${jobdeck.origin}/start`);
  await expect(page.getByRole("heading", { name: "Sign in to Jobdeck" })).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Token or link").fill(jobdeck.link);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Start a job" })).toBeVisible();
  await page.getByRole("button", { name: /^Signed in as / }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("Token or link").fill(jobdeck.token);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Start a job" })).toBeVisible();
});

test("a wrong token is told from a right one", async ({ page, jobdeck }) => {
  await page.goto(`${jobdeck.origin}/#token=wrong`);
  await expect(page.getByRole("alert")).toContainText("The token was refused");
  await page.getByLabel("Token or link").fill("wrong-too");
  await page.keyboard.press("Enter");
  await expect(page.getByText("The platform does not know this token")).toBeVisible();
  await page.getByLabel("Token or link").fill(jobdeck.token);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Jobs", exact: true })).toBeVisible();
});
