import { Menu } from "@mantine/core";
import { useNavigate } from "react-router";
import type { Id, RegisterSession, RegisterStatus } from "@/api/staff/types";
import { messages } from "./messages";

interface ColumnMenuProps {
  course: Id;
  session: RegisterSession;
  onRest: (status: RegisterStatus) => void;
  /** Selects all rows of the session; where there is no selection, nothing offers it. */
  onSelect?: () => void;
}

/** What can be done with a whole session, as the entries of a menu. */
export function ColumnMenu({ course, session, onRest, onSelect }: ColumnMenuProps) {
  const navigate = useNavigate();
  const rest = session.counts.not_yet;
  return (
    <>
      {session.state !== "planned" && rest > 0 && (
        <>
          <Menu.Item onClick={() => onRest("present")}>{messages.restPresent(rest)}</Menu.Item>
          <Menu.Item onClick={() => onRest("absent")}>{messages.restAbsent(rest)}</Menu.Item>
        </>
      )}
      {onSelect !== undefined && <Menu.Item onClick={onSelect}>{messages.selectColumn}</Menu.Item>}
      <Menu.Item onClick={() => void navigate(`/sessions/${session.id}`)}>
        {messages.openSession}
      </Menu.Item>
      <Menu.Item
        onClick={() => void navigate(`/courses/${course}/register/print?session=${session.id}`)}
      >
        {messages.printOne}
      </Menu.Item>
    </>
  );
}
