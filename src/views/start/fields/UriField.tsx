import { Autocomplete, type AutocompleteProps } from "@mantine/core";
import classes from "./RowsField.module.css";

/** An address that can be picked, and what it is called there. */
export interface UriOption {
  readonly uri: string;
  readonly label: string;
}

export interface UriFieldProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (uri: string) => void;
  readonly onBlur: () => void;
  readonly isWrong: boolean;
  readonly options: readonly UriOption[];
  readonly autoFocus?: boolean;
  readonly rightSection?: AutocompleteProps["rightSection"];
}

/** A resource's address: picked by its name from those there are, or typed. */
export function UriField({ label, options, isWrong, ...input }: UriFieldProps) {
  const labels = new Map(options.map((option) => [option.uri, option.label]));
  return (
    <Autocomplete
      {...input}
      className={classes.long}
      aria-label={label}
      data={[...labels.keys()]}
      renderOption={({ option }) => (
        <span className={classes.option}>
          <span>{labels.get(option.value)}</span>
          <span className={`jd-mono ${classes.optionUri}`}>{option.value}</span>
        </span>
      )}
      error={isWrong}
      spellCheck={false}
      autoCapitalize="off"
      autoComplete="off"
      classNames={{ input: "jd-mono" }}
      comboboxProps={{ width: "max-content", position: "bottom-start" }}
    />
  );
}
