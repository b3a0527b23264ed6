import { useNavigate } from "react-router";
import { ImportDetail } from "@/features/imports/ImportDetail";
import { useIdParam } from "../useIdParam";

/** `/imports/:importId` */
export function Component() {
  const id = useIdParam("importId");
  const navigate = useNavigate();
  return (
    <ImportDetail
      key={id}
      id={id}
      onChecked={(next) => navigate(`/imports/${next}`, { replace: true })}
      onDiscarded={() => navigate("/imports", { replace: true })}
    />
  );
}
