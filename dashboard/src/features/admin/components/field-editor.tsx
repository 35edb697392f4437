// Everything that one field of the form asks and allows.
import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { SelectField, TextField } from "@/components/ui/form";
import { IconButton } from "@/components/ui/icon-button";
import { Switch } from "@/components/ui/switch";
import { faultsOf, makeId, newOption, OWN_MEANING, withType } from "../api/fields";
import { FIELD_TYPES, type FormField, type Localized } from "../api/settings";

type PairProps = { name: string; value: Localized; error?: string | undefined; onChange: (value: Localized) => void };

function Pair({ name, value, error, onChange }: PairProps) {
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {(["vi", "en"] as const).map((lang) => (
        <TextField
          key={lang}
          label={`${name} (${lang === "vi" ? "Tiếng Việt" : "English"})`}
          lang={lang}
          maxLength={200}
          value={value[lang]}
          error={value[lang].trim() === "" ? error : undefined}
          onChange={(event) => onChange({ ...value, [lang]: event.target.value })}
        />
      ))}
    </div>
  );
}

function Options({ field, onChange }: { field: FormField; onChange: (field: FormField) => void }) {
  const { t } = useTranslation("admin");
  const set = (options: FormField["options"]) => onChange({ ...field, options });
  return (
    <fieldset>
      <legend className="mb-2 font-medium text-[13px]">{t("form.options")}</legend>
      <ul className="space-y-2">
        {field.options.map((option, at) => (
          <li key={option.value} className="flex items-center gap-2">
            {(["vi", "en"] as const).map((lang) => (
              <TextField
                key={lang}
                className="flex-1"
                hideLabel
                label={t("form.option", { place: at + 1, lang: lang === "vi" ? "Tiếng Việt" : "English" })}
                placeholder={lang === "vi" ? "Tiếng Việt" : "English"}
                maxLength={200}
                value={option.label[lang]}
                onChange={(event) =>
                  set(field.options.with(at, { ...option, label: { ...option.label, [lang]: event.target.value } }))
                }
              />
            ))}
            <IconButton
              label={t("form.option_remove", { place: at + 1 })}
              disabled={field.options.length === 1}
              onClick={() => set(field.options.filter((other) => other !== option))}
            >
              <X size={16} />
            </IconButton>
          </li>
        ))}
      </ul>
      {faultsOf(field).includes("options") && (
        <p className="mt-1.5 text-[13px] text-danger">{t("form.options_faulty")}</p>
      )}
      <Button size="sm" className="mt-2" onClick={() => set([...field.options, newOption(field)])}>
        <Plus size={14} aria-hidden="true" />
        {t("form.option_add")}
      </Button>
    </fieldset>
  );
}

type Props = {
  field: FormField;
  isNew: boolean;
  error: string | undefined;
  onChange: (field: FormField) => void;
};

export function FieldEditor({ field, isNew, error, onChange }: Props) {
  const { t } = useTranslation("admin");
  const faults = faultsOf(field);
  const special = OWN_MEANING.includes(field.id);
  const types = special ? FIELD_TYPES.filter((type) => type !== "select" && type !== "checkbox") : FIELD_TYPES;
  const rename = (label: Localized) =>
    onChange({ ...field, label, id: isNew ? makeId(label.vi || label.en, []) : field.id });
  return (
    <div className="space-y-4 border-line border-t px-5 py-4">
      {error && (
        <p role="alert" className="text-[13px] text-danger">
          {error}
        </p>
      )}
      <Pair
        name={t("form.label")}
        value={field.label}
        error={faults.includes("label") ? t("form.label_faulty") : undefined}
        onChange={rename}
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <SelectField
          label={t("form.kind")}
          value={field.type}
          hint={special ? t("form.special") : undefined}
          onChange={(event) => onChange(withType(field, event.target.value as FormField["type"]))}
          choices={types.map((type) => ({ value: type, label: t(`form.type.${type}`) }))}
        />
        <div className="sm:pt-5">
          <Switch
            label={t("form.must")}
            checked={field.required}
            onChange={(required) => onChange({ ...field, required })}
          />
        </div>
      </div>
      {field.type !== "checkbox" && (
        <Pair
          name={t("form.placeholder")}
          value={field.placeholder}
          onChange={(placeholder) => onChange({ ...field, placeholder })}
        />
      )}
      {field.type === "select" && <Options field={field} onChange={onChange} />}
      {field.type === "text" && (
        <TextField
          label={t("form.pattern")}
          hint={t("form.pattern_hint")}
          maxLength={200}
          spellCheck={false}
          className="font-normal"
          value={field.pattern ?? ""}
          error={faults.includes("pattern") ? t("form.pattern_faulty") : undefined}
          onChange={(event) => onChange({ ...field, pattern: event.target.value || null })}
        />
      )}
    </div>
  );
}
