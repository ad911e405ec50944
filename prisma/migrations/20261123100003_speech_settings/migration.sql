-- Who hears a subscriber's voice messages and speaks the answers. No row: nobody.
CREATE TABLE speech_settings (
  instance_id uuid PRIMARY KEY REFERENCES instances (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  -- id of a preset, "custom", or "model": address and key are those of the model
  preset text NOT NULL,
  -- where it was tried
  base_url text NOT NULL,
  -- null: answers are not spoken
  speaking_model text,
  voice text NOT NULL DEFAULT '',
  -- null: voice messages are not heard
  hearing_model text,
  -- which answers are spoken, unless a chat says otherwise
  auto text NOT NULL DEFAULT 'inbound' CHECK (auto IN ('off', 'inbound', 'always')),
  key_sealed text,
  key_version integer NOT NULL DEFAULT 1,
  -- when the portal's test last succeeded with exactly these values
  accepted_at timestamptz(3) NOT NULL,
  CHECK (speaking_model IS NOT NULL OR hearing_model IS NOT NULL),
  CHECK ((preset = 'model') = (key_sealed IS NULL))
);

CREATE TRIGGER speech_settings_notify AFTER INSERT OR UPDATE OR DELETE ON speech_settings
  FOR EACH ROW EXECUTE FUNCTION notify_user();
