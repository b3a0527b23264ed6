import { Outlet, useNavigate } from "react-router";
import { CourseFrame } from "@/features/courses/CourseFrame";
import { StartOrOpen } from "@/features/start-session/StartOrOpen";
import { useIdParam } from "../useIdParam";

/** `/courses/:courseId`: its head and tabs around one of its pages. */
export function Component() {
  const course = useIdParam("courseId");
  const navigate = useNavigate();
  return (
    <CourseFrame
      key={course}
      course={course}
      startControls={(known) => (
        <StartOrOpen
          course={known}
          onStarted={({ id, state }) =>
            navigate(state === "open" ? `/sessions/${id}/projector` : `/sessions/${id}`)
          }
        />
      )}
    >
      <Outlet />
    </CourseFrame>
  );
}
