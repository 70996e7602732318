import { Autocomplete, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { engineImagesQuery } from "../../../api/queries/engineState.ts";
import { usedImagesQuery } from "../../../api/queries/usedImages.ts";
import { useClient } from "../../../components/ClientContext.ts";
import type { FormControl } from "../useStartForm.ts";
import { fieldProps } from "./fieldProps.ts";

/** Which image to run: free where any can be pulled, else one of those that the engine has. */
export function ImageField({ control }: { readonly control: FormControl }) {
  const images = control.cluster.engine?.images;
  return images === undefined ? <FreeImage control={control} /> : <ImageChoice control={control} images={images} />;
}

/** Completes from the images of earlier jobs and those that an engine of our own has already. */
function FreeImage({ control }: { readonly control: FormControl }) {
  const { form, change } = control;
  const client = useClient();
  const { data: used = [] } = useQuery(usedImagesQuery(client));
  const isOwn = control.cluster.engine !== undefined;
  const { data: there = [] } = useQuery({ ...engineImagesQuery(client), enabled: isOwn });
  return (
    <Autocomplete
      label="Image"
      required
      spellCheck={false}
      autoCapitalize="off"
      autoComplete="off"
      classNames={{ input: "jd-mono", option: "jd-mono" }}
      limit={12}
      {...fieldProps(control, "image", "What to run, e.g. python:3.13-slim or image://cluster/org/project/name:tag")}
      data={[...new Set([...used, ...there])]}
      value={form.image}
      onChange={(image) => change({ image })}
    />
  );
}

function ImageChoice({ control, images }: { readonly control: FormControl; readonly images: readonly string[] }) {
  const { form, change, errors } = control;
  const isKnown = images.includes(form.image);
  const props = fieldProps(control, "image", imageWords(images));
  const unknown = isKnown ? undefined : `"${form.image}" is not available here. Choose another image.`;
  return (
    <NativeSelect
      {...props}
      label="Image"
      required
      value={form.image}
      error={errors.image ?? unknown}
      description={unknown ? undefined : props.description}
      data={isKnown ? [...images] : [form.image, ...images]}
      onChange={(event) => change({ image: event.currentTarget.value })}
      classNames={{ input: "jd-mono" }}
    />
  );
}

/** Says what the images are that an engine is limited to. */
function imageWords(images: readonly string[]): string {
  if (images.length === 1 && images[0] === "host") {
    return "The only one here: jobs run directly on the machine of Jobdeck, with its programs and files.";
  }
  return "This cluster runs only these images.";
}
