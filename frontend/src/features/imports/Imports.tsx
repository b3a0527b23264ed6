import type { Id } from "@/api/staff/types";
import { PageHead } from "@/components/layout/PageHead";
import { History } from "./History";
import { messages } from "./messages";
import { StartImport } from "./StartImport";

/** Where an import begins, and what was imported before. */
export function Imports({ onChecked }: { onChecked: (id: Id) => void }) {
  return (
    <>
      <PageHead title={messages.title} below={messages.below} />
      <StartImport onChecked={onChecked} />
      <History />
    </>
  );
}
