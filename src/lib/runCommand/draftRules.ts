import type { Draft } from "./draft.ts";
import type { OptionRule } from "./optionTable.ts";

/** What an option does with the start request that is being put together. */
export type Rule = OptionRule<Draft>;

/** An option with a value. @param names separated by blanks */
export const value = (names: string, apply: Rule["apply"]): Rule => ({ names: names.split(" "), apply });

/** An option without one. */
export const flag = (names: string, apply: Rule["apply"]): Rule => ({ names: names.split(" "), apply, isFlag: true });

/** An option whose value is a field as it is. */
export const text = (names: string, field: keyof Draft): Rule =>
  value(names, (draft, given) => void Object.assign(draft, { [field]: given }));

/** Options that mean nothing here. */
export const ignored = (names: string): Rule => flag(names, () => undefined);
