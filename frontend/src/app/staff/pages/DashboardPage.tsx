import { useNavigate } from "react-router";
import { Dashboard } from "@/features/dashboard/Dashboard";
import { StartClass } from "@/features/start-session/StartClass";
import { StartControls } from "@/features/start-session/StartControls";

/** `/dashboard`: a started class goes straight to the screen in front of it. */
export function Component() {
  const navigate = useNavigate();
  return (
    <Dashboard
      startControls={(course) => (
        <StartControls
          course={course}
          onStarted={({ id, state }) => {
            if (state === "open") navigate(`/sessions/${id}/projector`);
          }}
        />
      )}
      startClass={(entry) => (
        <StartClass entry={entry} onStarted={({ id }) => navigate(`/sessions/${id}/projector`)} />
      )}
    />
  );
}
