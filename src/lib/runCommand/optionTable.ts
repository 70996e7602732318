/** What an option of a command line takes. */
export interface OptionRule<Target> {
  /** All its names: `--env`, `-e`. */
  readonly names: readonly string[];
  /** Does with the option what it means; `value` is "" for a flag. @returns why it cannot be carried over */
  readonly apply: (target: Target, value: string) => string | undefined | void;
  /** A flag takes no value. */
  readonly isFlag?: boolean;
}

/** What was read of a command line. */
export interface ReadOptions {
  /** The words that are no options, in their order. */
  readonly rest: readonly string[];
  /** Options that could not be carried over, with the reason. */
  readonly leftOut: readonly string[];
}

/**
 * Reads words as most command lines do: `--name value`, `--name=value`, `-n value`, `-nvalue`, several flags in one
 * (`-it`). What follows the first word that is no option belongs to the program, so reading stops there; with
 * `interspersed` it stops at `--` only.
 */
export function readOptions<Target>(
  words: readonly string[],
  rules: readonly OptionRule<Target>[],
  target: Target,
  { interspersed }: { readonly interspersed: boolean },
): ReadOptions {
  const byName = new Map(rules.flatMap((rule) => rule.names.map((name) => [name, rule])));
  const queue = [...words];
  const rest: string[] = [];
  const leftOut: string[] = [];

  const apply = (rule: OptionRule<Target>, name: string, value: string) => {
    const reason = rule.apply(target, value);
    if (reason) leftOut.push(`${name}${rule.isFlag ? "" : ` ${value}`}: ${reason}`);
  };

  const take = (name: string, attached: string | undefined): boolean => {
    const rule = byName.get(name);
    if (!rule) return false;
    if (rule.isFlag) {
      // `--tty=false` is the same as leaving it out.
      if (attached === undefined || attached === "true") apply(rule, name, "");
      return true;
    }
    const value = attached ?? queue.shift();
    if (value === undefined) leftOut.push(`${name}: its value is missing`);
    else apply(rule, name, value);
    return true;
  };

  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (word === "--") {
      rest.push(...(interspersed ? ["--"] : []), ...queue);
      break;
    }
    if (!word.startsWith("-") || word === "-") {
      rest.push(word);
      if (interspersed) continue;
      rest.push(...queue);
      break;
    }
    const [name = "", ...value] = word.split("=");
    const attached = value.length > 0 ? value.join("=") : undefined;
    if (take(word.startsWith("--") ? name : word, word.startsWith("--") ? attached : undefined)) continue;
    if (!word.startsWith("--") && takeShort(word.slice(1), byName, take)) continue;
    leftOut.push(unknownOption(name, attached, queue));
  }
  return { rest, leftOut };
}

/** `-it`, `-p8080:80`: flags until one takes the rest as its value. */
function takeShort<Target>(
  letters: string,
  byName: ReadonlyMap<string, OptionRule<Target>>,
  take: (name: string, attached: string | undefined) => boolean,
): boolean {
  for (let index = 0; index < letters.length; index += 1) {
    const name = `-${letters[index] ?? ""}`;
    const rule = byName.get(name);
    if (!rule) return false;
    if (rule.isFlag) {
      take(name, undefined);
      continue;
    }
    const attached = letters.slice(index + 1).replace(/^=/, "");
    return take(name, attached === "" ? undefined : attached);
  }
  return true;
}

/** Nobody knows whether an unknown option takes a value; one that is attached to it does. */
function unknownOption(name: string, attached: string | undefined, queue: readonly string[]): string {
  const next = queue[0];
  const hint = attached === undefined && next !== undefined && !next.startsWith("-") ? "; check what follows it" : "";
  return `${name}${attached === undefined ? "" : `=${attached}`}: this option is not known${hint}`;
}
