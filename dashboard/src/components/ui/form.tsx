// The fields of forms, each with its label, its hint and what is wrong with it tied to the input.
import { ChevronDown } from "lucide-react";
import { type ComponentProps, type ReactNode, useId } from "react";
import { cx } from "@/lib/class-names";

const BOX =
  "w-full rounded-lg border bg-surface text-ink transition-colors duration-150 placeholder:text-ink-3 disabled:opacity-60 max-sm:text-base";
const tone = (error: string | undefined) => (error ? "border-danger" : "border-line-strong hover:border-ink-3");

type Around = { label: string; hint?: ReactNode; error?: string | undefined; hideLabel?: boolean; className?: string };
type FrameProps = Around & { id: string; children: ReactNode };

function Frame({ id, label, hint, error, hideLabel, className, children }: FrameProps) {
  return (
    <div className={cx("min-w-0", className)}>
      <label htmlFor={id} className={cx("mb-1.5 block font-medium text-[13px]", hideLabel && "sr-only")}>
        {label}
      </label>
      {children}
      {error ? (
        <p id={`${id}-about`} className="mt-1.5 text-[13px] text-danger">
          {error}
        </p>
      ) : (
        hint && (
          <p id={`${id}-about`} className="mt-1.5 text-pretty text-[13px] text-ink-3">
            {hint}
          </p>
        )
      )}
    </div>
  );
}

const aria = (id: string, { hint, error }: Around) => ({
  ...(hint || error ? { "aria-describedby": `${id}-about` } : {}),
  ...(error ? { "aria-invalid": true } : {}),
});

export function TextField({
  label,
  hint,
  error,
  hideLabel = false,
  className = "",
  ...input
}: Around & ComponentProps<"input">) {
  const made = useId();
  const id = input.id ?? made;
  const around = { label, hint, error, hideLabel, className };
  return (
    <Frame id={id} {...around}>
      <input {...input} id={id} {...aria(id, around)} className={cx(BOX, "h-9 px-3", tone(error))} />
    </Frame>
  );
}

export function TextArea({
  label,
  hint,
  error,
  hideLabel = false,
  className = "",
  ...input
}: Around & ComponentProps<"textarea">) {
  const made = useId();
  const id = input.id ?? made;
  const around = { label, hint, error, hideLabel, className };
  return (
    <Frame id={id} {...around}>
      <textarea
        rows={3}
        {...input}
        id={id}
        {...aria(id, around)}
        className={cx(BOX, "field-sizing-content block max-h-80 min-h-20 resize-y px-3 py-2", tone(error))}
      />
    </Frame>
  );
}

type Choice = { value: string; label: string };

export function SelectField({
  label,
  hint,
  error,
  hideLabel = false,
  className = "",
  choices,
  ...input
}: Around & ComponentProps<"select"> & { choices: readonly Choice[] }) {
  const made = useId();
  const id = input.id ?? made;
  const around = { label, hint, error, hideLabel, className };
  return (
    <Frame id={id} {...around}>
      <span className="relative block">
        <select
          {...input}
          id={id}
          {...aria(id, around)}
          className={cx(BOX, "h-9 appearance-none pr-9 pl-3", tone(error))}
        >
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
        <ChevronDown
          size={16}
          aria-hidden="true"
          className="pointer-events-none absolute top-1/2 right-3 -translate-y-1/2 text-ink-3"
        />
      </span>
    </Frame>
  );
}

type RadioProps = {
  legend: string;
  name: string;
  value: string;
  choices: readonly (Choice & { hint?: string })[];
  onChoose: (value: string) => void;
};

export function RadioCards({ legend, name, value, choices, onChoose }: RadioProps) {
  return (
    <fieldset>
      <legend className="sr-only">{legend}</legend>
      <div className="grid gap-2">
        {choices.map((choice) => (
          <label
            key={choice.value}
            className={cx(
              "flex cursor-pointer items-start gap-3 rounded-lg border px-4 py-3 transition-colors duration-150",
              value === choice.value ? "border-brand-ink bg-brand-soft" : "border-line-strong hover:bg-hover",
            )}
          >
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={value === choice.value}
              onChange={() => onChoose(choice.value)}
              className="mt-0.5 size-4 accent-brand"
            />
            <span>
              <span className="block font-medium">{choice.label}</span>
              {choice.hint && <span className="block text-[13px] text-ink-2">{choice.hint}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
