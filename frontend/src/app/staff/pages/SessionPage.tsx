import { lazy, Suspense } from "react";
import { LiveSession, type WalkIn } from "@/features/live-session/LiveSession";
import { useIdParam } from "../useIdParam";

const WalkInDialog = lazy(async () => ({
  default: (await import("@/features/register/WalkInDialog")).WalkInDialog,
}));

const walkIn = ({ state, search, onClose }: WalkIn) => (
  <Suspense>
    <WalkInDialog
      opened
      course={state.session.course.id}
      session={state.session}
      present={
        new Set(
          state.rows
            .filter(({ enrolled, status }) => enrolled || status !== null)
            .map(({ student }) => student.id),
        )
      }
      search={search}
      onClose={onClose}
    />
  </Suspense>
);

/** `/sessions/:sessionId` */
export function Component() {
  const session = useIdParam("sessionId");
  return <LiveSession key={session} session={session} walkIn={walkIn} />;
}
