/** Writes an amount of credits with as many decimals as tell small amounts apart: `0`, `0.0042`, `1.25`, `310`. */
export function formatCredits(credits: number): string {
  const amount = alignedCredits(credits);
  return credits >= 0.0001 ? String(Number(amount)) : amount;
}

/** The same with the zeros at its end, for a column: amounts that are compared have their points under each other. */
export function alignedCredits(credits: number): string {
  if (credits === 0) return "0";
  if (credits < 0.0001) return "< 0.0001";
  return credits.toFixed(credits >= 100 ? 0 : credits >= 1 ? 2 : 4);
}

/** The amount with its unit. */
export function creditsText(credits: number): string {
  const amount = formatCredits(credits);
  return `${amount} ${amount === "1" ? "credit" : "credits"}`;
}
