import { useState } from "react";
import { initialsOf } from "@/lib/initials";
import classes from "./Face.module.css";

interface FaceProps {
  name: string;
  url: string | null;
  /** In CSS pixels: beside a line of text, or beside the title of a page. */
  size?: 32 | 56;
}

/** Somebody's picture, once it is there; else their initials. Takes the same room either way. */
export function Face({ name, url, size = 32 }: FaceProps) {
  const [broken, setBroken] = useState<string>();
  const shared = { className: classes.face, "data-size": size };
  if (url !== null && url !== broken) {
    return (
      <img
        {...shared}
        src={url}
        alt=""
        width={size}
        height={size}
        loading="lazy"
        decoding="async"
        onError={() => setBroken(url)}
      />
    );
  }
  return (
    <span {...shared} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}
