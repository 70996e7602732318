import { NativeSelect, TextInput } from "@mantine/core";
import type { EngineInfo } from "../../../../contract/config.ts";
import type { FormControl } from "../useStartForm.ts";

/** Which image to run: free where any can be pulled, else one of those that the engine has. */
export function ImageField({ control, engine }: { readonly control: FormControl; readonly engine?: EngineInfo }) {
  const { form, change, errors, leave } = control;
  const images = engine?.images;
  const common = {
    label: "Image",
    required: true,
    value: form.image,
    error: errors.image,
    onBlur: () => leave("image"),
    classNames: { input: "jd-mono" },
  };
  if (images === undefined) {
    return (
      <TextInput
        {...common}
        description="What to run, e.g. python:3.13-slim or image://cluster/org/project/name:tag"
        onChange={(event) => change({ image: event.currentTarget.value })}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
      />
    );
  }
  const isKnown = images.includes(form.image);
  return (
    <NativeSelect
      {...common}
      description={imageWords(images)}
      error={errors.image ?? (isKnown ? undefined : `"${form.image}" is not available here. Choose another image.`)}
      data={isKnown ? [...images] : [form.image, ...images]}
      onChange={(event) => change({ image: event.currentTarget.value })}
    />
  );
}

/** Says what the images are that an engine is limited to. */
function imageWords(images: readonly string[]): string {
  if (images.length === 1 && images[0] === "host") {
    return "Jobs here are processes of the machine that Jobdeck runs on: they use its programs and files, so there is one image.";
  }
  return "This cluster runs only these images.";
}
