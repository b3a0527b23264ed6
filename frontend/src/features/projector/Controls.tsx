import { ActionIcon } from "@mantine/core";
import type { ReactNode } from "react";
import type { Id } from "@/api/staff/types";
import {
  BackIcon,
  EyeIcon,
  FullScreenIcon,
  MinusIcon,
  PlusIcon,
  UsersIcon,
} from "@/components/ui/icons";
import { LinkButton } from "@/components/ui/LinkButton";
import { messages } from "./messages";
import classes from "./Projector.module.css";
import type { useFullScreen } from "./useScreen";

interface ControlsProps {
  session: Id;
  shown: boolean;
  names: boolean;
  fullScreen: ReturnType<typeof useFullScreen>;
  onShown: () => void;
  onNames: () => void;
  onLarger: () => void;
  onSmaller: () => void;
}

/** The controls of the screen; they fade while nobody moves, and each has a key. */
export function Controls(props: ControlsProps) {
  const { session, shown, names, fullScreen } = props;
  return (
    <section className={classes.controls} aria-label={messages.controls}>
      <LinkButton
        to={`/sessions/${session}`}
        variant="subtle"
        color="gray"
        leftSection={<BackIcon />}
      >
        {messages.back}
      </LinkButton>
      <span className={classes.keys} aria-hidden="true">
        {messages.keys}
      </span>
      <Control label={shown ? messages.hide : messages.show} onPress={props.onShown}>
        <EyeIcon />
      </Control>
      <span className={classes.sizes}>
        <Control label={messages.smaller} onPress={props.onSmaller}>
          <MinusIcon />
        </Control>
        <Control label={messages.larger} onPress={props.onLarger}>
          <PlusIcon />
        </Control>
      </span>
      <Control label={names ? messages.namesHide : messages.namesShow} onPress={props.onNames}>
        <UsersIcon />
      </Control>
      {fullScreen.possible && (
        <Control
          label={fullScreen.on ? messages.leaveFullScreen : messages.fullScreen}
          onPress={fullScreen.toggle}
        >
          <FullScreenIcon />
        </Control>
      )}
    </section>
  );
}

function Control({
  label,
  onPress,
  children,
}: {
  label: string;
  onPress: () => void;
  children: ReactNode;
}) {
  return (
    <ActionIcon
      size={40}
      aria-label={label}
      title={label}
      onClick={(event) => {
        onPress();
        // After a click with the pointer, space must hide the code again and not press this button.
        if (event.detail > 0) event.currentTarget.blur();
      }}
    >
      {children}
    </ActionIcon>
  );
}
