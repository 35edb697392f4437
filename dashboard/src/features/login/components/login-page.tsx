// Where an agent proves who they are.
import { Eye, EyeOff } from "lucide-react";
import { type SyntheticEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Logo } from "@/components/ui/logo";
import { ApiError } from "@/lib/http";
import { signIn } from "../api/sign-in";
import { Field } from "./field";

type Problems = { email?: string; password?: string; form?: string };

export function LoginPage() {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [shown, setShown] = useState(false);
  const [problems, setProblems] = useState<Problems>({});

  async function submit(event: SyntheticEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const answers = new FormData(form);
    const email = String(answers.get("email")).trim();
    const password = String(answers.get("password"));
    if (!email || !password) {
      (form.elements.namedItem(email ? "password" : "email") as HTMLInputElement).focus();
      return setProblems({
        ...(email ? {} : { email: t("login.need_email") }),
        ...(password ? {} : { password: t("login.need_password") }),
      });
    }
    setBusy(true);
    await signIn(email, password).catch((error: unknown) => {
      setProblems({ form: error instanceof ApiError ? error.message : t("error.unreachable") });
      setBusy(false);
    });
  }

  return (
    <main className="flex min-h-full flex-col items-center justify-center px-4 py-12">
      <div className="w-full max-w-[400px] animate-rise">
        <Logo className="mx-auto mb-6 size-12" />
        <h1 className="text-center font-semibold text-2xl tracking-tight">{t("login.title")}</h1>
        <p className="mt-1.5 mb-8 text-center text-ink-2">{t("login.lead")}</p>
        <form onSubmit={submit} noValidate className="space-y-5 rounded-xl border border-line bg-surface p-6 sm:p-8">
          {problems.form && (
            <p role="alert" className="rounded-lg bg-danger-soft px-3.5 py-2.5 text-danger">
              {problems.form}
            </p>
          )}
          <Field label={t("login.email")} name="email" type="email" autoComplete="username" error={problems.email} />
          <Field
            label={t("login.password")}
            name="password"
            type={shown ? "text" : "password"}
            autoComplete="current-password"
            error={problems.password}
          >
            <button
              type="button"
              onClick={() => setShown(!shown)}
              aria-label={shown ? t("login.hide") : t("login.show")}
              aria-pressed={shown}
              className="absolute inset-y-1 right-1 flex w-9 items-center justify-center rounded-md bg-surface text-ink-3 hover:text-ink"
            >
              {shown ? <EyeOff size={18} /> : <Eye size={18} />}
            </button>
          </Field>
          <Button type="submit" look="primary" className="h-11 w-full" disabled={busy}>
            {busy ? t("login.submitting") : t("login.submit")}
          </Button>
        </form>
        <p className="mt-6 text-balance text-center text-ink-3 text-xs">{t("login.forgot")}</p>
      </div>
    </main>
  );
}
