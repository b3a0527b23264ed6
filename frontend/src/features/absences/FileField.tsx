import { useId, useState } from "react";
import { Button } from "@/components/light/Button";
import { messages } from "./messages";

const words = messages.form;
const TYPES = ["application/pdf", "image/jpeg", "image/png", "image/webp"];
const MOST_BYTES = 5 * 1024 * 1024;

/** Chooses a picture or a PDF; one that would be refused is not taken. */
export function FileField({
  file,
  onFile,
}: {
  file: File | null;
  onFile: (file: File | null) => void;
}) {
  const [error, setError] = useState("");
  const id = useId();
  const choose = (chosen: File | undefined) => {
    if (chosen === undefined) return;
    const wrong = TYPES.includes(chosen.type)
      ? chosen.size > MOST_BYTES
        ? words.tooLarge
        : ""
      : words.wrongFile;
    setError(wrong);
    onFile(wrong === "" ? chosen : null);
  };
  return (
    <div className="field">
      <label htmlFor={id}>{words.file}</label>
      {file === null ? (
        <input
          id={id}
          type="file"
          accept={TYPES.join(",")}
          aria-describedby={`${id}-hint`}
          onChange={({ target }) => choose(target.files?.[0])}
        />
      ) : (
        <div className="absence-file">
          <span>{file.name}</span>
          <Button look="quiet" onClick={() => onFile(null)}>
            {words.removeFile}
          </Button>
        </div>
      )}
      <p className="field-hint" id={`${id}-hint`}>
        {words.fileHint}
      </p>
      {error !== "" && (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
