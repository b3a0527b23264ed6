import { useEffect } from "react";
import { changePassword, fetchMe } from "@/api/passwords";
import { LoadFailure } from "@/components/light/LoadFailure";
import { SkeletonRows } from "@/components/light/Skeleton";
import { useResource } from "@/hooks/useResource";
import { LinkPage } from "./components/LinkPage";
import { NewPasswordForm } from "./components/NewPasswordForm";
import { words as all } from "./linkWords";
import { textsAbout } from "./ownTexts";
import { problem } from "./problem";

const words = all.first;

interface ChoosePasswordProps {
  /** Goes on to where the person was going. */
  onDone: () => void;
}

/** For whoever is signed in with a password that somebody else chose: nothing opens before. */
export function ChoosePassword({ onDone }: ChoosePasswordProps) {
  const me = useResource("me", fetchMe);
  const free = me.data !== null && !me.data.password_change_required;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once it is known, whatever is drawn
  useEffect(() => {
    if (free) onDone();
  }, [free]);
  const save = async (password: string, current: string) => {
    await changePassword(current, password);
    onDone();
  };
  return (
    <LinkPage title={words.title} lead={words.lead}>
      {me.data ? (
        <NewPasswordForm
          username={me.data.username}
          own={textsAbout(me.data)}
          submit={words.submit}
          askCurrent
          focus
          onSubmit={save}
        />
      ) : me.error ? (
        <LoadFailure text={problem(me.error)} retry={all.retry} onRetry={me.reload} />
      ) : (
        <SkeletonRows rows={2} label={all.loading} />
      )}
    </LinkPage>
  );
}
