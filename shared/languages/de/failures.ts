/** Sentences about what went wrong, kept by their keys with the jobs that they tell of: a key stays what it is. */
export const failures = {
  // The engine and its images
  engine_not_allowed: 'Dieses Benutzerkonto darf die Docker-Engine unter {endpoint} nicht benutzen.',
  join_docker_group:
    'Nehmen Sie Ihr Benutzerkonto in die Gruppe docker auf (sudo usermod -aG docker "$USER"), melden Sie sich dann ab und wieder an.',
  engine_not_found: 'Es wurde keine Docker-Engine gefunden: {endpoint} gibt es nicht.',
  install_docker: 'Installieren Sie Docker oder starten Sie Docker Desktop; die App verbindet sich dann von selbst.',
  engine_silent: 'Die Docker-Engine unter {endpoint} antwortet nicht.',
  start_docker_service:
    'Starten Sie den Docker-Dienst (sudo systemctl start docker); die App verbindet sich von selbst.',
  engine_not_connected: 'Die Docker-Engine ist noch nicht verbunden.',
  engine_lost: 'Die Docker-Engine wurde beendet, während der Job lief.',
  start_docker_and_run_again: 'Starten Sie Docker wieder und führen Sie den Job erneut aus.',
  engine_refused: 'Die Docker-Engine hat abgelehnt: {words}',
  look_at_engine_log: 'Suchen Sie den Grund im Protokoll der Engine und führen Sie den Job dann erneut aus.',
  engine_disk_full: 'Der Datenträger, den die Docker-Engine benutzt, ist voll.',
  free_docker_space:
    'Schaffen Sie Platz (docker system df zeigt, was Docker belegt) und führen Sie den Job erneut aus.',
  gpu_runtime_missing: 'Die Docker-Engine kann keine GPUs an Container weitergeben.',
  install_container_toolkit:
    'Installieren Sie das NVIDIA Container Toolkit, führen Sie „sudo nvidia-ctk runtime configure --runtime=docker“ aus und starten Sie Docker neu.',
  image_missing: 'Das Image {image}, das Jobs brauchen, ist nicht auf diesem Rechner.',
  prepare_image_and_run_again: 'Bereiten Sie das Image vor und führen Sie den Job dann erneut aus.',
  image_not_made: 'Das Image {image} konnte nicht erstellt werden: {reason}',
  image_registry_out_of_reach:
    'Das Image {image} konnte nicht erstellt werden: Es ist keine Image-Registry erreichbar.',
  check_network_and_prepare_again:
    'Prüfen Sie die Netzwerkverbindung dieses Rechners und bereiten Sie das Image dann erneut vor.',
  debian_base_failed: 'Das Image „{kind}“ konnte nicht aus Debian-Paketen erstellt werden.',
  see_details_and_prepare_again: 'Sehen Sie sich die Einzelheiten an und bereiten Sie das Image dann erneut vor.',
  image_step_starting: 'beginnt',
  image_step_building: '{image} wird nach {dockerfile} gebaut',
  image_step_pulling: '{image} wird geladen',
  image_step_importing: '{image} wird in die Engine importiert',
  image_step_debian: 'keine Image-Registry ist erreichbar: stattdessen werden Debian-Pakete verwendet',

  // GPUs
  gpu_driver_missing: 'Auf diesem Rechner wurde kein NVIDIA-Treiber gefunden: {command} gibt es nicht.',
  gpu_query_not_started: '{command} ließ sich nicht starten ({words}).',
  gpu_query_silent: '{command} antwortet nicht mehr.',
  gpu_query_ended: '{command} wurde beendet ({how}).',
  gpu_none:
    'Der Job braucht {count, plural, one {{count} GPU} other {{count} GPUs}}, und auf diesem Rechner ist keine, die benutzt werden kann.',
  gpu_none_as_large:
    'Der Job braucht {count, plural, one {{count} GPU} other {{count} GPUs}} mit je mindestens {memoryMiB} MiB, und auf diesem Rechner ist keine, die benutzt werden kann.',
  install_nvidia_driver:
    'Installieren Sie den NVIDIA-Treiber, prüfen Sie, ob nvidia-smi die GPU zeigt, und führen Sie den Job dann erneut aus.',
  gpu_too_few:
    'Der Job braucht {count, plural, one {{count} GPU} other {{count} GPUs}}, und das hat dieser Rechner nicht: Er hat {there, plural, one {{there} GPU} other {{there} GPUs}}.',
  gpu_too_few_as_large:
    'Der Job braucht {count, plural, one {{count} GPU} other {{count} GPUs}} mit je mindestens {memoryMiB} MiB, und das hat dieser Rechner nicht: Er hat {there, plural, one {{there} GPU} other {{there} GPUs}}.',
  ask_for_fewer_gpus:
    'Führen Sie ihn auf einem Rechner mit mehr GPUs aus oder fordern Sie weniger oder kleinere GPUs an.',

  // Setup: packages
  setup_no_space: 'Bei der Einrichtung ging der Speicherplatz aus.',
  free_engine_disk: 'Schaffen Sie Platz auf dem Datenträger der Engine und führen Sie den Job erneut aus.',
  package_hash_differs: 'Ein Paket ist nicht das, das die Anforderungen nennen: Seine Prüfsumme weicht ab.',
  correct_hashes: 'Die Anforderungen des Jobs brauchen richtige --hash-Werte; das kann nur der Käufer beheben.',
  requirements_contradict: 'Die Anforderungen widersprechen sich: Keine Auswahl von Versionen erfüllt sie alle.',
  loosen_versions: 'Der Käufer muss die Versionen lockern, die in den Einzelheiten stehen.',
  no_package_fits: 'Kein Paket passt zu „{requirement}“.',
  correct_package_name:
    'Der Name oder die Version könnte falsch sein, oder das Paket gibt es nicht für dieses Python; das kann nur der Käufer beheben.',
  no_wheel_fits:
    'Kein fertiges Wheel passt zu „{requirement}“, und Pakete, die erst gebaut werden müssen, werden hier nicht angenommen.',
  ask_for_wheel_or_accept_builds:
    'Der Käufer kann eine Version verlangen, für die es ein Wheel gibt. Um Pakete bauen zu lassen, schalten Sie Einstellungen → Netzwerk → Nur Wheels aus.',
  package_not_built: 'Ein Paket, das aus dem Quelltext gebaut werden muss, ließ sich nicht bauen.',
  ask_for_wheel_or_carry_it:
    'Der Käufer kann eine Version verlangen, für die es ein fertiges Wheel gibt, oder das Wheel im Ordner wheels mitliefern.',
  install_failed: 'Die Installation der Pakete ist fehlgeschlagen (Exit-Code {exitCode}).',
  see_pip_lines: 'Die Einzelheiten sind die letzten Zeilen von pip; die ganze Ausgabe steht im Protokoll.',
  packages_offline: 'Das Einrichtungsnetzwerk ist aus, und diese Pakete sind nicht im Image: {packages}.',
  turn_on_network_or_carry_wheels:
    'Schalten Sie Einstellungen → Einrichtung → Einrichtungsnetzwerk ein oder bitten Sie den Käufer, die Wheels mitzuliefern. Führen Sie den Job dann erneut aus.',
  setup_timed_out: 'Die Einrichtung war nach {limit}, ihrer Zeitgrenze, nicht fertig.',
  raise_setup_timeout:
    'Wenn die Pakete groß sind, erhöhen Sie Einstellungen → Einrichtung → Zeitgrenze der Einrichtung und führen Sie den Job erneut aus.',
  certificates_unusable: 'Die Zertifikatsdatei {file} war nicht verwendbar.',
  name_certificates_file:
    'Nennen Sie unter Einstellungen → Netzwerk → Zertifikate eine Datei mit PEM-Zertifikaten oder lassen Sie das Feld leer.',

  // Setup: the network
  gateway_ended:
    'Das Gateway, über das die Einrichtung ins Netzwerk kommt, wurde mitten in der Einrichtung beendet (Exit-Code {exitCode}). Damit war der Weg nach draußen geschlossen.',
  run_again_downloads_kept: 'Führen Sie den Job erneut aus. Was bisher geladen wurde, bleibt erhalten.',
  host_blocked: 'Die Einrichtung hat nach {host} gefragt. Das steht nicht auf Ihrer Liste erlaubter Hosts.',
  hosts_blocked:
    'Die Einrichtung hat nach {count} Hosts gefragt, die nicht auf Ihrer Liste erlaubter Hosts stehen: {hosts}.',
  allow_if_trusted:
    'Erlauben Sie das, hier oder unter Einstellungen → Netzwerk, nur, wenn Sie dem vertrauen, was dort liegt und was dorthin gesendet werden könnte.',
  refused_not_listed: '{host} steht nicht auf der Liste erlaubter Hosts{detail}.',
  refused_port_not_listed: 'Dieser Port von {host} steht nicht auf der Liste erlaubter Hosts{detail}.',
  refused_address_literal:
    'Die Einrichtung hat nach der bloßen Adresse {host} gefragt, durchgelassen werden aber nur Namen{detail}.',
  refused_address_refused: '{host} wurde wegen der Adresse hinter dem Namen abgelehnt{detail}.',
  refused_name_mismatch: 'Die Einrichtung hat nach {host} gefragt und dann einen anderen Namen angesprochen{detail}.',
  refused_not_tls: 'Die Einrichtung hat {host} unverschlüsselt angesprochen{detail}.',
  refused_plain_http: 'Die Einrichtung hat unverschlüsselt nach {host} gefragt{detail}.',
  refused_malformed: 'Die Einrichtung hat eine Anfrage gesendet, die nicht zu verstehen war{detail}.',
  refused_upload_cap: 'Die Einrichtung wollte mehr an {host} senden, als die Upload-Grenze erlaubt{detail}.',
  refused_download_cap: 'Die Einrichtung hat mehr von {host} geladen, als die Download-Grenze erlaubt{detail}.',
  refused_no_index: 'Für das, was der Job verlangt, ist kein Paketindex eingestellt{detail}.',
  refused_too_large: 'Die Antwort von {host} war zu groß{detail}.',
  refused_busy: 'Die Einrichtung hat zu viele Verbindungen auf einmal geöffnet{detail}.',
  sellers_choice: 'Ob Sie das erlauben, entscheiden Sie: siehe Einstellungen → Netzwerk.',
  buyers_fault: 'Das kann nur der Käufer beheben.',
  name_own_host: 'Wenn es Ihr eigener Host ist, nennen Sie ihn unter Einstellungen → Netzwerk → Ausnahmen.',
  raise_upload_cap:
    'Ein Job sollte während der Einrichtung kaum etwas senden. Wenn Sie ihm vertrauen, erhöhen Sie Einstellungen → Netzwerk → Upload-Grenze.',
  raise_download_cap: 'Wenn der Job so viel laden darf, erhöhen Sie Einstellungen → Netzwerk → Download-Grenze.',
  add_index: 'Fügen Sie unter Einstellungen → Netzwerk → Paketindizes einen Index hinzu, der das Paket hat.',
  try_later_or_ask_operator: 'Führen Sie den Job später erneut aus oder fragen Sie den Betreiber des Hosts.',
  fault_unresolved: 'Der Name {host} konnte nicht aufgelöst werden{detail}.',
  fault_unreachable: '{host} war nicht erreichbar{detail}.',
  fault_upstream_error: '{host} hat nicht so geantwortet, wie er sollte{detail}.',
  fault_cut: 'Die Verbindung zu {host} ist immer wieder abgerissen{detail}.',
  fault_wrong_hash: 'Eine Datei von {host} ist nicht die, die der Index nennt, und wurde verworfen{detail}.',
  fault_no_space: 'Eine Datei von {host} passte nicht auf den Datenträger{detail}.',
  check_network_and_dns:
    'Prüfen Sie die Netzwerkverbindung dieses Rechners und das DNS der Engine und führen Sie den Job dann erneut aus.',
  hosts_own_trouble: 'Der Host hat vielleicht selbst eine Störung: Führen Sie den Job später erneut aus.',
  run_again_to_go_on: 'Was geholt wurde, bleibt erhalten. Führen Sie den Job erneut aus, um fortzufahren.',
  trouble_or_tampering:
    'Der Host hat vielleicht selbst eine Störung, oder jemand verändert Dateien unterwegs: Führen Sie den Job später erneut aus.',
  free_disk_or_lower_cache:
    'Schaffen Sie Platz auf dem Datenträger der Engine oder senken Sie Einstellungen → Netzwerk → Download-Cache; führen Sie den Job dann erneut aus.',

  // Setup: models and datasets
  model_not_found:
    'Der Modell-Hub hat {type, select, dataset {den Datensatz {repo} nicht oder zeigt ihn} other {das Modell {repo} nicht oder zeigt es}} Ihnen nicht.',
  correct_model_or_save_token:
    'Vielleicht muss der Käufer den Namen berichtigen. Ist der Zugriff beschränkt, speichern Sie unter Einstellungen → Modelle ein Token, das lesen darf.',
  model_gated:
    '{type, select, dataset {Der Datensatz {repo}} other {Das Modell {repo}}} ist nur unter Bedingungen zugänglich, die zuerst auf dem Hub angenommen werden müssen.',
  accept_model_terms:
    'Nehmen Sie die Bedingungen auf dem Hub an, speichern Sie unter Einstellungen → Modelle ein Token dieses Kontos und führen Sie den Job erneut aus.',
  model_token_refused: 'Der Modell-Hub nimmt Ihr Token nicht an.',
  save_new_token:
    'Speichern Sie unter Einstellungen → Modelle ein neues oder entfernen Sie es, und führen Sie den Job erneut aus.',
  model_revision_not_found:
    '{type, select, dataset {Der Datensatz {repo}} other {Das Modell {repo}}} hat keine Revision „{revision}“ (mehr).',
  name_revision: 'Der Käufer muss einen Branch, ein Tag oder einen Commit nennen, den es dort gibt.',
  model_no_files:
    '{type, select, dataset {Vom Datensatz {repo}} other {Vom Modell {repo}}} wird keine Datei verlangt: Die Muster passen auf keine.',
  correct_patterns: 'Der Käufer muss „include“ und „exclude“ berichtigen.',
  model_no_space:
    '{type, select, dataset {Der Datensatz {repo}} other {Das Modell {repo}}} passt nicht auf den Datenträger der Engine.',
  free_disk_or_storage:
    'Schaffen Sie Platz, auf dem Datenträger oder unter Speicher. Was geholt wurde, bleibt erhalten: Führen Sie den Job erneut aus, um fortzufahren.',
  model_timed_out:
    '{type, select, dataset {Der Datensatz {repo}} other {Das Modell {repo}}} war nach {limit}, der Zeitgrenze der Einrichtung, nicht geholt.',
  run_again_or_raise_setup_timeout:
    'Was geholt wurde, bleibt erhalten: Führen Sie den Job erneut aus, um fortzufahren, oder erhöhen Sie Einstellungen → Einrichtung → Zeitgrenze der Einrichtung.',
  model_not_fetched:
    '{type, select, dataset {Der Datensatz {repo}} other {Das Modell {repo}}} konnte nicht geholt werden.',
  models_offline: 'Das Einrichtungsnetzwerk ist aus, und Folgendes ist nicht von früheren Jobs vorhanden: {models}.',
  repository: '{type, select, dataset {Datensatz} other {Modell}} {repo}',
  list_goes_on: '{list}, {next}',
  turn_on_network:
    'Schalten Sie Einstellungen → Einrichtung → Einrichtungsnetzwerk ein und führen Sie den Job erneut aus.',

  // Execution
  job_timed_out: 'Das Skript war nach {limit}, der Zeitgrenze des Jobs, nicht fertig.',
  run_with_longer_timeout: 'Führen Sie ihn mit einer längeren Zeitgrenze erneut aus, wenn er sie braucht.',
  out_of_memory: 'Der Job brauchte mehr als seine {limit} Arbeitsspeicher.',
  raise_memory: 'Erhöhen Sie Einstellungen → Grenzen → Arbeitsspeicher, wenn der Rechner mehr hat.',
  packages_over_limit: 'Die Pakete des Jobs sind über ihre Grenze von {limit} hinausgewachsen.',
  raise_package_space: 'Erhöhen Sie Einstellungen → Grenzen → Platz für Pakete, wenn auf dem Datenträger Platz ist.',
  outputs_over_limit: 'Die Ausgaben des Jobs sind über ihre Grenze von {limit} hinausgewachsen.',
  raise_output_space: 'Erhöhen Sie Einstellungen → Grenzen → Platz für Ausgaben, wenn auf dem Datenträger Platz ist.',
  script_ended_by_signal: 'Das Skript wurde durch Signal {signal} beendet.',
  script_ended: 'Das Skript endete mit Exit-Code {exitCode}.',
  see_log_end: 'Die letzten Zeilen des Protokolls sagen, warum; das Skript muss der Käufer berichtigen.',
  outputs_do_not_fit: 'Die Ausgaben des Jobs passen nicht auf den Datenträger des Datenordners.',
  free_space_outputs_kept:
    'Schaffen Sie Platz und führen Sie den Job erneut aus; was bisher kopiert wurde, liegt im Ausgabeordner.',
  app_ended: 'Die App endete, während der Job lief.',
  app_closed: 'Die App wurde geschlossen, während der Job lief.',
  run_job_again: 'Führen Sie den Job erneut aus.',

  // What the app keeps
  data_folder_in_use: 'ComputeSwarm Seller läuft bereits mit dem Datenordner {folder} (Prozess {process}).',
  quit_it_or_use_another_folder: 'Beenden Sie es zuerst oder wählen Sie mit --data-dir einen anderen Ordner.',
  database_newer:
    '{content, select, measurements {Die Aufzeichnung der Messwerte} other {Der Verlauf der Jobs}} wurde von einer neueren Version dieser App geschrieben.',
  install_newest_version: 'Installieren Sie die neueste Version oder starten Sie mit einem anderen Datenordner.',
  database_damaged:
    '{content, select, measurements {Die Aufzeichnung der Messwerte war beschädigt; eine neue} other {Der Verlauf der Jobs war beschädigt; ein neuer}} wurde begonnen. Die beschädigte Datei bleibt unter {file} erhalten.',
  database_full: 'Der Datenträger ist voll: Der Verlauf der Jobs konnte nicht geschrieben werden.',
  free_data_disk: 'Schaffen Sie Platz auf dem Datenträger mit dem Datenordner und versuchen Sie es dann erneut.',
  job_unknown: 'Es gibt keinen Job {id}.',
  job_damaged: 'Der Eintrag des Jobs {id} ist beschädigt und nicht lesbar.',
  job_closed_as_damaged:
    'Der Eintrag des Jobs {id} ist beschädigt. Der Job wurde als unterbrochen abgeschlossen und wird nicht gezeigt.',
  job_not_queued: 'Ein Job wird wartend hinzugefügt, nicht im Zustand {state}.',
  job_state_not_next: 'Job {id} ist im Zustand {from}, auf den {to} nicht folgen kann.',
  job_without_environment: 'Dieser Job hat keine Umgebung.',
  deletion_is_final: 'Diese Jobs wurden endgültig gelöscht und lassen sich nicht zurückholen.',
  file_disk_full:
    '{what, select, settings {Die Einstellungen konnten} corrected_settings {Eine berichtigte Datei konnte} log {Das Protokoll konnte} job_log {Das Protokoll des Jobs konnte} export {Der Export konnte} copy {Die Kopie konnte} ledger {Das Netzwerkjournal konnte} environment {Die Umgebung konnte} other {Die Dateien des Jobs konnten}} nicht gespeichert werden: Der Datenträger ist voll.',
  free_disk_and_try_again: 'Schaffen Sie Platz auf dem Datenträger und versuchen Sie es dann erneut.',
  file_not_saved:
    '{what, select, settings {Die Einstellungen konnten} corrected_settings {Eine berichtigte Datei konnte} log {Das Protokoll konnte} job_log {Das Protokoll des Jobs konnte} export {Der Export konnte} copy {Die Kopie konnte} ledger {Das Netzwerkjournal konnte} environment {Die Umgebung konnte} other {Die Dateien des Jobs konnten}} nicht gespeichert werden ({words}).',
  check_folder: 'Prüfen Sie, ob es den Ordner gibt und diese App dort schreiben darf.',
  folder_not_opened: 'Der Ordner ließ sich nicht öffnen: {words}',
  request_not_allowed: 'Nicht erlaubt.',
  request_not_understood: 'Die Anfrage war nicht zu verstehen.',

  // Settings
  setting_decided_by_variable: 'Über diese Einstellung entscheidet die Umgebungsvariable {variable}.',
  change_variable:
    'Ändern oder entfernen Sie {variable} in der Umgebung oder in der Datei .env und starten Sie die App dann neu.',
  settings_not_valid: 'Diese Einstellungen sind nicht gültig.',
  correct_and_save_again: 'Berichtigen Sie den Wert und speichern Sie erneut. Es wurde nichts geändert.',
  timeouts_crossed:
    'Die übliche Zeitgrenze für Jobs ({usual} s) liegt über der längsten Zeitgrenze für Jobs ({longest} s).',
  variable_not_in_force: 'Die Variable {variable} gilt nicht: „{text}“ ist nicht zu verstehen; erwartet: {expected}.',
  expected_boolean: 'true oder false',
  expected_seconds: 'ganze Sekunden von 10 bis 86400',
  expected_hosts: 'Hostnamen, durch Kommas getrennt',
  dotenv_unreadable: 'Die Datei .env im Datenordner konnte nicht gelesen werden ({words}).',
  settings_unreadable: 'Die Einstellungen konnten nicht gelesen werden ({words}). Es gelten die Vorgaben.',
  settings_damaged: 'Die Datei der Einstellungen war beschädigt, deshalb gelten die Vorgaben. {file}',
  settings_of_other_version:
    'Die Datei der Einstellungen wurde von einer anderen Version dieser App geschrieben. {file}',
  settings_reset: 'Diese Einstellungen waren nicht gültig und haben jetzt ihre Vorgaben: {settings}. {file}',
  settings_of_other_version_reset:
    'Die Datei der Einstellungen wurde von einer anderen Version dieser App geschrieben. Diese Einstellungen waren nicht gültig und haben jetzt ihre Vorgaben: {settings}. {file}',
  old_file_kept: 'Die alte Datei bleibt unter {file} erhalten.',
  old_file_in_place: 'Die alte Datei ist noch an ihrem Platz. {reason}',
  import_refused: 'Diese Datei konnte nicht importiert werden. {reason}',
  choose_exported_file:
    'Wählen Sie eine Datei, die „Exportieren …“ in dieser App geschrieben hat. Es wurde nichts geändert.',
  update_and_import_again: 'Aktualisieren Sie die App und importieren Sie die Datei dann erneut.',
  import_no_file: 'Das ist keine Datei.',
  import_too_large: 'Für eine Datei mit Einstellungen ist sie zu groß.',
  import_unreadable: 'Sie konnte nicht gelesen werden ({words}).',
  import_not_json: 'Sie ist kein JSON oder wurde abgeschnitten.',
  import_nameless: 'In ihr steht nicht, dass sie von dieser App ist.',
  import_of_other_app: 'Sie wurde von einer anderen App geschrieben.',
  import_incomplete: 'In ihr fehlen die Version oder die Einstellungen.',
  import_of_newer_version: 'Sie wurde von einer neueren Version dieser App geschrieben.',
  import_too_deep: 'Für eine Datei mit Einstellungen ist sie zu tief verschachtelt.',
  import_strange_name: 'In ihr steht ein Name, den keine Einstellung hat (__proto__).',
  import_unknown_setting: 'Diese Version der App hat keine solche Einstellung.',
  import_no_group: 'Keine Gruppe von Einstellungen.',
  import_not_accepted: 'Nicht angenommen.',
  import_timeouts_crossed:
    'Die übliche Zeitgrenze für Jobs läge über der längsten Zeitgrenze für Jobs ({usual} s und {longest} s).',

  // What a job brings
  not_folder_or_script: '{name} ist weder ein Ordner noch ein Python-Skript.',
  choose_folder_or_script: 'Wählen Sie den Ordner eines Jobs oder ein Skript, dessen Name auf .py endet.',
  script_not_in_folder: 'Das Skript {script} ist nicht im Ordner.',
  add_or_name_script: 'Fügen Sie es hinzu oder nennen Sie in job.json ein anderes als „script“.',
  script_name_unusable: '{name} ist kein Name, den ein Skript haben kann.',
  rename_script: 'Benennen Sie das Skript um.',
  script_empty: 'Das Skript {script} ist leer.',
  write_script: 'Schreiben Sie den Python-Code des Jobs hinein.',
  job_file_not_json: 'job.json ist kein JSON.',
  correct_named_place: 'Berichtigen Sie die Datei an der genannten Stelle.',
  job_file_unusable: 'job.json ist nicht verwendbar: {words}',
  correct_job_file_fields: 'Berichtigen Sie die genannten Felder; job.schema.json beschreibt sie.',
  wheels_no_folder: 'wheels ist kein Ordner.',
  put_wheels_in_folder: 'Legen Sie die Pakete, die der Job mitliefert, in einen Ordner dieses Namens.',
  wheel_no_package: 'wheels/{name} ist kein Paket.',
  keep_only_packages: 'Im Ordner wheels dürfen nur Wheels (.whl) und Quellpakete (.tar.gz) liegen.',
  file_too_large: '{path} ist größer als {mebibytes} MiB.',
  move_data_to_files: 'Verschieben Sie die Daten darin in eigene Dateien.',
  file_not_utf8: '{path} ist kein UTF-8-Text.',
  save_as_utf8: 'Speichern Sie die Datei als UTF-8 und versuchen Sie es erneut.',
  file_has_nul: '{path} enthält NUL-Zeichen.',
  check_right_file: 'Prüfen Sie, ob das die richtige Datei ist.',
  requirements_file_missing: 'Die Datei {path} mit den Anforderungen ist nicht im Ordner.',
  add_or_correct_requirements: 'Fügen Sie sie hinzu oder berichtigen Sie „requirements“ in job.json.',
  path_missing: '{path} gibt es nicht.',
  folder_missing: 'Den Ordner {folder} gibt es nicht.',
  check_path: 'Prüfen Sie den Pfad oder wählen Sie den Ordner oder das Skript erneut.',
  path_unreadable: '{path} kann nicht gelesen werden ({words}).',
  folder_unreadable: 'Der Ordner {folder} kann nicht gelesen werden ({words}).',
  check_readers: 'Prüfen Sie, wer das lesen darf, und versuchen Sie es dann erneut.',
  too_many_files: 'Im Ordner sind mehr als {most} Dateien.',
  choose_smaller_folder:
    'Wählen Sie einen Ordner, der nur enthält, was der Job braucht, oder packen Sie die Daten in eine Datei.',
  name_unusable: '{path} hat einen Namen, den ein Job nicht verwenden kann.',
  rename_entry: 'Benennen Sie das um: keine Steuerzeichen, keine Backslashes und nur UTF-8.',
  entry_is_link: '{path} ist eine symbolische Verknüpfung.',
  put_file_itself: 'Legen Sie statt der Verknüpfung die Datei selbst in den Ordner des Jobs.',
  entry_is_special: '{path} ist weder eine Datei noch ein Ordner.',
  remove_entry: 'Entfernen Sie das aus dem Ordner des Jobs.',
  earlier_files_gone: 'Die Dateien des früheren Jobs sind nicht mehr da.',
  submit_from_source: 'Reichen Sie den Job aus seiner Quelle erneut ein.',
  example_unknown: 'Es gibt kein Beispiel „{id}“.',
  choose_listed_example: 'Wählen Sie eines der aufgeführten Beispiele.',

  // What a job asks for
  too_many_requirements:
    'Der Job hat {count} Anforderungen, die seines Skripts eingeschlossen; angenommen werden höchstens {most}.',
  require_fewer: 'Verlangen Sie weniger Pakete.',
  number_out_of_range:
    '{what, select, gpus {Die Anzahl der GPUs} gpu_memory {Der kleinste GPU-Speicher (MiB)} other {Die Zeitgrenze (Sekunden)}} ist {value}; es muss eine ganze Zahl von {least} bis {most} sein.',
  correct_number: 'Berichtigen Sie die Zahl.',
  timeout_too_long: 'Der Job verlangt {seconds} Sekunden; hier dürfen Jobs {longest} Sekunden laufen.',
  lower_timeout:
    'Senken Sie die Zeitgrenze des Jobs oder erhöhen Sie in den Einstellungen die längste Zeitgrenze für Jobs.',
  too_many_models: 'Der Job nennt {count} Modelle und Datensätze; er darf {most} nennen.',
  name_fewer_models: 'Nennen Sie weniger oder teilen Sie den Job auf.',
  several_metadata_blocks: '{path} hat mehrere Blöcke mit Skript-Metadaten, in den Zeilen {line} und {second}.',
  keep_one_block: 'Behalten Sie einen einzigen Block „# /// script“.',
  metadata_unusable: 'Die Metadaten in {path} sind nicht verwendbar: {words}',
  correct_metadata_fields:
    'Berichtigen Sie die genannten Felder; „models“ in [tool.computeswarm] wird wie in job.json geschrieben oder als Liste von Repository-Namen.',
  metadata_too_large: 'Die Metadaten in {path} sind größer als 1 MiB.',
  keep_needed_metadata: 'Behalten Sie nur, was in die Metadaten gehört.',
  metadata_not_toml: 'Die Metadaten in {path} sind kein TOML: Zeile {line}: {words}.',
  correct_named_line: 'Berichtigen Sie die genannte Zeile.',
  requirements_unusable:
    'Die Anforderungen sind nicht verwendbar: Zeile {line}: {problem}{more, plural, =0 {} one { (und {more} weiteres)} other { (und {more} weitere)}}.',
  name_packages_by_line:
    'Nennen Sie Pakete als name==version, eines je Zeile; andere Pakete werden als Wheels mitgeliefert.',
  dependencies_unusable:
    'Die Metadaten in {path} sind nicht verwendbar: Abhängigkeit „{dependency}“: {problem}{more, plural, =0 {} one { (und {more} weiteres)} other { (und {more} weitere)}}.',
  name_packages_by_string:
    'Nennen Sie Pakete als name==version, eines je Zeichenkette; andere Pakete werden als Wheels mitgeliefert.',
  requirement_several: 'ist nicht genau ein Paket',
  requirement_too_many: '{count} Anforderungen sind mehr als die {most}, die ein Job haben darf',
  requirement_too_long: 'ist länger als {most} Zeichen',
  requirement_control_characters: 'enthält Steuerzeichen',
  requirement_option: 'pip-Optionen werden in den Anforderungen eines Jobs nicht angenommen ({option})',
  requirement_address:
    'eine Adresse wird nicht angenommen: Nennen Sie ein Paket des Index oder liefern Sie das Wheel im Ordner wheels mit',
  requirement_local_path:
    'ein lokaler Pfad wird nicht angenommen: Liefern Sie das Wheel im Ordner wheels mit und nennen Sie das Paket',
  requirement_hash: 'der Wert von --hash ist nicht sha256, sha384 oder sha512 mit hexadezimalen Ziffern',
  requirement_nameless: 'beginnt nicht mit dem Namen eines Pakets',
  requirement_version: '„{version}“ ist keine Version wie ==1.2 oder >=1,<2',
  requirement_markers: 'hat mehr als ein „;“',
  requirement_marker: 'hat einen Marker, der nicht zu lesen ist',
} as const;
