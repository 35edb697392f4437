// Reports as a page of the app.
import { ReportsPage } from "@/features/reports/components/reports-page";
import "@/features/reports/texts";

export default function Reports() {
  return <ReportsPage />;
}
