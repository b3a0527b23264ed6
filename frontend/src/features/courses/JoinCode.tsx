import { Button, Group } from "@mantine/core";
import type { Course } from "@/api/staff/types";
import { doneToast } from "@/components/feedback/toasts";
import { Panel } from "@/components/layout/Panel";
import { CopyIcon, RefreshIcon } from "@/components/ui/icons";
import classes from "./Courses.module.css";
import { messages } from "./messages";
import { useCourseChanges } from "./queries";

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    doneToast(messages.joinCopied);
  } catch {
    doneToast(messages.joinNotCopied);
  }
}

/** The code by which students enrol themselves. */
export function JoinCode({ course }: { course: Course }) {
  const { makeCode, removeCode } = useCourseChanges(course.id);
  const code = course.join_code;
  return (
    <Panel title={messages.join}>
      <div className={classes.box}>
        {code === null ? (
          <>
            <p className={classes.text}>{messages.joinNone}</p>
            <Button
              variant="default"
              loading={makeCode.isPending}
              onClick={() => makeCode.mutate()}
            >
              {messages.joinMake}
            </Button>
          </>
        ) : (
          <>
            <p className={classes.code} data-testid="join-code">
              {code}
            </p>
            <p className={classes.text}>{messages.joinText}</p>
            <Group gap="xs">
              <Button
                variant="default"
                leftSection={<CopyIcon size={16} />}
                onClick={() => void copy(code)}
              >
                {messages.joinCopy}
              </Button>
              <Button
                variant="default"
                leftSection={<RefreshIcon size={16} />}
                loading={makeCode.isPending}
                onClick={() =>
                  makeCode.mutate(undefined, { onSuccess: () => doneToast(messages.joinRenewed) })
                }
              >
                {messages.joinRenew}
              </Button>
              <Button
                variant="subtle"
                color="gray"
                loading={removeCode.isPending}
                onClick={() =>
                  removeCode.mutate(undefined, { onSuccess: () => doneToast(messages.joinRemoved) })
                }
              >
                {messages.joinRemove}
              </Button>
            </Group>
          </>
        )}
      </div>
    </Panel>
  );
}
