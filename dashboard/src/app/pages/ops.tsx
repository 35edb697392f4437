// Operations as a page of the app.
import { OpsPage } from "@/features/ops/components/ops-page";
import "@/features/ops/texts";

export default function Ops() {
  return <OpsPage />;
}
