import { useNavigate } from "react-router";
import { Imports } from "@/features/imports/Imports";

/** `/imports` */
export function Component() {
  const navigate = useNavigate();
  return <Imports onChecked={(id) => navigate(`/imports/${id}`)} />;
}
