<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
    <context>
        <name>SatGAN</name>
        <message>
            <location filename="../algorithms/applymodel.py" />
            <source>{source} (uncertainty)</source>
            <translation>{source} (Unsicherheit)</translation>
        </message>
        <message>
            <location filename="../algorithms/applymodel.py" />
            <source>{source} (cycle error)</source>
            <translation>{source} (Zyklusfehler)</translation>
        </message>
        <message>
            <location filename="../algorithms/base.py" />
            <source>Nothing was written.</source>
            <translation>Es wurde nichts geschrieben.</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatemodel.py" />
            <source>Judged chips</source>
            <translation>Bewertete Chips</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatemodel.py" />
            <source>Evaluation</source>
            <translation>Bewertung</translation>
        </message>
        <message>
            <location filename="../algorithms/exportpairedchips.py" />
            <source>{source} (chips)</source>
            <translation>{source} (Chips)</translation>
        </message>
        <message>
            <location filename="../algorithms/forgefootprints.py" />
            <source>{source} (forged)</source>
            <translation>{source} (erfunden)</translation>
        </message>
        <message>
            <location filename="../algorithms/generatechips.py" />
            <source>Chips</source>
            <translation>Chips</translation>
        </message>
        <message>
            <location filename="../algorithms/groups.py" />
            <source>Training data</source>
            <translation>Trainingsdaten</translation>
        </message>
        <message>
            <location filename="../algorithms/groups.py" />
            <source>Training</source>
            <translation>Training</translation>
        </message>
        <message>
            <location filename="../algorithms/groups.py" />
            <source>Using models</source>
            <translation>Modelle verwenden</translation>
        </message>
        <message>
            <location filename="../algorithms/groups.py" />
            <source>Engine</source>
            <translation>Engine</translation>
        </message>
        <message>
            <location filename="../algorithms/groups.py" />
            <source>Models</source>
            <translation>Modelle</translation>
        </message>
        <message>
            <location filename="../algorithms/installengine.py" />
            <source>The half-made environment was removed; an earlier one is as before.</source>
            <translation>Die halb fertige Umgebung wurde entfernt; eine frühere ist unverändert.</translation>
        </message>
        <message>
            <location filename="../algorithms/kmeanssegmentation.py" />
            <source>{source} (clusters)</source>
            <translation>{source} (Cluster)</translation>
        </message>
        <message>
            <location filename="../algorithms/rasterizefootprints.py" />
            <source>{source} (classes)</source>
            <translation>{source} (Klassen)</translation>
        </message>
        <message>
            <location filename="../algorithms/training.py" />
            <source>What was saved last stays in the run folder: run the same again with Resume ticked to go on from the last saved epoch.</source>
            <translation>Was zuletzt gespeichert wurde, bleibt im Trainingsordner: denselben Lauf mit aktiviertem „Fortsetzen“ noch einmal starten, um nach der zuletzt gespeicherten Epoche weiterzumachen.</translation>
        </message>
        <message>
            <location filename="../algorithms/training.py" />
            <source>Plugins &gt; SatGAN &gt; Training monitor shows this training while it runs.</source>
            <translation>Erweiterungen &gt; SatGAN &gt; Trainingsmonitor zeigt dieses Training, während es läuft.</translation>
        </message>
        <message>
            <location filename="../algorithms/training.py" />
            <source>The run folder {folder} is temporary: QGIS deletes it when it closes. To keep the model, cancel and choose a folder, or copy it before.</source>
            <translation>Der Trainingsordner {folder} ist temporär: QGIS löscht ihn beim Beenden. Um das Modell zu behalten, abbrechen und einen Ordner wählen oder es vorher kopieren.</translation>
        </message>
        <message>
            <location filename="../disk.py" />
            <source>{file} could not be used: {reason}. Check the path, the permissions and the disk.</source>
            <translation>{file} konnte nicht verwendet werden: {reason}. Pfad, Zugriffsrechte und Datenträger prüfen.</translation>
        </message>
        <message>
            <location filename="../disk.py" />
            <source>A file</source>
            <translation>Eine Datei</translation>
        </message>
        <message>
            <location filename="../engine/basepython.py" />
            <source>No Python {version} or newer that can make virtual environments was found. {remedy} Then run "Install engine" again. Or make an environment yourself and name its Python in {options}.</source>
            <translation>Es wurde kein Python {version} oder neuer gefunden, das virtuelle Umgebungen anlegen kann. {remedy} Danach „Engine installieren“ erneut ausführen. Oder selbst eine Umgebung anlegen und ihr Python in {options} angeben.</translation>
        </message>
        <message>
            <location filename="../engine/basepython.py" />
            <source>On Debian and Ubuntu install the package python3-venv.</source>
            <translation>Unter Debian und Ubuntu das Paket python3-venv installieren.</translation>
        </message>
        <message>
            <location filename="../engine/basepython.py" />
            <source>Install Python from python.org.</source>
            <translation>Python von python.org installieren.</translation>
        </message>
        <message>
            <location filename="../engine/check.py" />
            <source>The SatGAN engine cannot be used</source>
            <translation>Die SatGAN-Engine kann nicht verwendet werden</translation>
        </message>
        <message>
            <location filename="../engine/child.py" />
            <source>{program} could not be started: {reason}. Name a Python that can be run in {options}, or empty the path there and run "Install engine".</source>
            <translation>{program} konnte nicht gestartet werden: {reason}. In {options} ein Python angeben, das sich ausführen lässt, oder den Pfad dort leeren und „Engine installieren“ ausführen.</translation>
        </message>
        <message>
            <location filename="../engine/child.py" />
            <source>Cancelled.</source>
            <translation>Abgebrochen.</translation>
        </message>
        <message>
            <location filename="../engine/commands.py" />
            <source>{failure} ({reason}). The last lines in the log say why.</source>
            <translation>{failure} ({reason}). Die letzten Zeilen im Protokoll sagen, warum.</translation>
        </message>
        <message>
            <location filename="../engine/commands.py" />
            <source>exit code {code}</source>
            <translation>Exitcode {code}</translation>
        </message>
        <message>
            <location filename="../engine/discovery.py" />
            <source>Settings &gt; Options &gt; Processing &gt; SatGAN</source>
            <translation>Einstellungen &gt; Optionen &gt; Verarbeitung &gt; SatGAN</translation>
        </message>
        <message>
            <location filename="../engine/discovery.py" />
            <source>The Python of the SatGAN engine does not exist: {path}, which comes from {place}. Correct the path there, or empty it and run "Install engine".</source>
            <translation>Das Python der SatGAN-Engine existiert nicht: {path} (aus: {place}). Den Pfad dort korrigieren, oder ihn leeren und „Engine installieren“ ausführen.</translation>
        </message>
        <message>
            <location filename="../engine/discovery.py" />
            <source>The SatGAN engine has lost its Python: the one that {folder} was made from is gone, as happens when QGIS or the system is updated. Run "Install engine" again.</source>
            <translation>Die SatGAN-Engine hat ihr Python verloren: Das, aus dem {folder} entstand, ist nicht mehr da, was vorkommt, wenn QGIS oder das System aktualisiert wird. „Engine installieren“ erneut ausführen.</translation>
        </message>
        <message>
            <location filename="../engine/discovery.py" />
            <source>The SatGAN engine is too old: it was made for an older release of the plugin, and this one also needs {packages} or newer. Run "Install engine" again: it upgrades the engine.</source>
            <translation>Die SatGAN-Engine ist zu alt: Sie wurde für eine ältere Version der Erweiterung angelegt, und diese braucht auch {packages} oder neuer. „Engine installieren“ erneut ausführen: Das aktualisiert die Engine.</translation>
        </message>
        <message>
            <location filename="../engine/discovery.py" />
            <source>"Install engine"</source>
            <translation>„Engine installieren“</translation>
        </message>
        <message>
            <location filename="../engine/discovery.py" />
            <source>The SatGAN engine is not there any more: what "Install engine" made in {folder} was moved or deleted. Run "Install engine" again.</source>
            <translation>Die SatGAN-Engine ist nicht mehr da: Was „Engine installieren“ in {folder} angelegt hat, wurde verschoben oder gelöscht. „Engine installieren“ erneut ausführen.</translation>
        </message>
        <message>
            <location filename="../engine/discovery.py" />
            <source>The SatGAN engine is not installed: run "Install engine" from the Processing Toolbox (SatGAN &gt; Engine) once.</source>
            <translation>Die SatGAN-Engine ist nicht installiert: einmal „Engine installieren“ aus den Verarbeitungswerkzeugen (SatGAN &gt; Engine) ausführen.</translation>
        </message>
        <message>
            <location filename="../engine/discovery.py" />
            <source>the setting "Python of your own" ({options})</source>
            <translation>die Einstellung „Eigenes Python“ ({options})</translation>
        </message>
        <message>
            <location filename="../engine/discovery.py" />
            <source>the environment variable {variable}</source>
            <translation>die Umgebungsvariable {variable}</translation>
        </message>
        <message>
            <location filename="../engine/installer.py" />
            <source>Looking for a Python to start from</source>
            <translation>Suche ein Python als Grundlage</translation>
        </message>
        <message>
            <location filename="../engine/installer.py" />
            <source>{folder} holds something else: choose a new or empty folder for the engine.</source>
            <translation>{folder} enthält etwas anderes: einen neuen oder leeren Ordner für die Engine wählen.</translation>
        </message>
        <message>
            <location filename="../engine/installer.py" />
            <source>The virtual environment could not be made</source>
            <translation>Die virtuelle Umgebung konnte nicht angelegt werden</translation>
        </message>
        <message>
            <location filename="../engine/installer.py" />
            <source>Installing the other packages</source>
            <translation>Installiere die übrigen Pakete</translation>
        </message>
        <message>
            <location filename="../engine/installer.py" />
            <source>Looking for a newer pip</source>
            <translation>Suche ein neueres pip</translation>
        </message>
        <message>
            <location filename="../engine/installer.py" />
            <source>Asking pip what there is to download</source>
            <translation>Frage pip, was herunterzuladen ist</translation>
        </message>
        <message>
            <location filename="../engine/installer.py" />
            <source>pip offers the {found} build of PyTorch here, not the {wanted} build. Open the installation page of PyTorch, choose your system, and give the address behind --index-url as "Package index for PyTorch".</source>
            <translation>pip bietet hier die {found}-Variante von PyTorch an, nicht die {wanted}-Variante. Die Installationsseite von PyTorch öffnen, das eigene System auswählen und die Adresse hinter --index-url als „Paketindex für PyTorch“ angeben.</translation>
        </message>
        <message>
            <location filename="../engine/installer.py" />
            <source>PyTorch was installed but does not start</source>
            <translation>PyTorch wurde installiert, startet aber nicht</translation>
        </message>
        <message>
            <location filename="../engine/installer.py" />
            <source>pip could not install the packages</source>
            <translation>pip konnte die Pakete nicht installieren</translation>
        </message>
        <message>
            <location filename="../engine/installer.py" />
            <source>If you cannot help yourself, paste the lines that follow into an issue.</source>
            <translation>Falls Sie sich nicht selbst helfen können: die folgenden Zeilen in einen Fehlerbericht einfügen.</translation>
        </message>
        <message>
            <location filename="../engine/installer.py" />
            <source>{folder} is in use: end all SatGAN runs, or restart QGIS, and run "Install engine" again.</source>
            <translation>{folder} wird gerade verwendet: alle SatGAN-Läufe beenden oder QGIS neu starten, dann „Engine installieren“ erneut ausführen.</translation>
        </message>
        <message>
            <location filename="../engine/installer.py" />
            <source>Making a virtual environment in {folder}</source>
            <translation>Lege eine virtuelle Umgebung in {folder} an</translation>
        </message>
        <message>
            <location filename="../engine/installer.py" />
            <source>Downloading PyTorch</source>
            <translation>Lade PyTorch herunter</translation>
        </message>
        <message>
            <location filename="../engine/installer.py" />
            <source>Downloading PyTorch {version}</source>
            <translation>Lade PyTorch {version} herunter</translation>
        </message>
        <message>
            <location filename="../engine/plan.py" />
            <source>for processors</source>
            <translation>für Prozessoren</translation>
        </message>
        <message>
            <location filename="../engine/plan.py" />
            <source>for graphics cards</source>
            <translation>für Grafikkarten</translation>
        </message>
        <message>
            <location filename="../engine/plan.py" />
            <source>PyTorch {version} {build} and what it needs: about {download} GB to download, {disk} GB on the disk, in {folder}. Cancel stops it.</source>
            <translation>PyTorch {version} {build} und was es braucht: etwa {download} GB zum Herunterladen, {disk} GB auf dem Datenträger, in {folder}. „Abbruch“ hält es an.</translation>
        </message>
        <message>
            <location filename="../engine/plan.py" />
            <source>The engine takes about {disk} GB, but {folder} has only {free} GB left. Make room, or choose a folder on another disk (Advanced parameters).</source>
            <translation>Die Engine braucht etwa {disk} GB, aber in {folder} sind nur noch {free} GB frei. Platz schaffen oder einen Ordner auf einem anderen Datenträger wählen (fortgeschrittene Parameter).</translation>
        </message>
        <message>
            <location filename="../engine/runner.py" />
            <source>The engine ran out of memory or was killed. Close other programs, or choose smaller settings (batch size, chip size, filters), and try again.</source>
            <translation>Der Engine ging der Speicher aus, oder sie wurde beendet. Andere Programme schließen oder kleinere Einstellungen wählen (Batchgröße, Chipgröße, Filter) und es noch einmal versuchen.</translation>
        </message>
        <message>
            <location filename="../engine/runner.py" />
            <source>Run "Check engine"; the last lines that the engine wrote are in the log.</source>
            <translation>„Engine prüfen“ ausführen; die letzten Zeilen, die die Engine geschrieben hat, stehen im Protokoll.</translation>
        </message>
        <message>
            <location filename="../engine/runner.py" />
            <source>The engine stopped without a result (exit code {code}).</source>
            <translation>Die Engine hat ohne Ergebnis aufgehört (Exitcode {code}).</translation>
        </message>
        <message>
            <location filename="../engine/runner.py" />
            <source>The engine did not start: {python} (from {place}) ended with exit code {code}.</source>
            <translation>Die Engine ist nicht gestartet: {python} (aus: {place}) endete mit Exitcode {code}.</translation>
        </message>
        <message>
            <location filename="../gui/check.py" />
            <source>Check engine</source>
            <translation>Engine prüfen</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source>Imagine</source>
            <translation>Ausmalen</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source>Choose a place and press "Begin here".</source>
            <translation>Einen Ort wählen und „Hier beginnen“ drücken.</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source>Starting the engine: the first image takes some seconds.</source>
            <translation>Die Engine startet: Das erste Bild dauert einige Sekunden.</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source>Keep the image</source>
            <translation>Bild behalten</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source>GeoTIFF files (*.tif)</source>
            <translation>GeoTIFF-Dateien (*.tif)</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source>an empty plot</source>
            <translation>eine leere Fläche</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source>Begin here</source>
            <translation>Hier beginnen</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source>How much of the painted classes is seen over the image</source>
            <translation>Wie stark die gemalten Klassen über dem Bild zu sehen sind</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source>Keep…</source>
            <translation>Behalten…</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source>Discard</source>
            <translation>Verwerfen</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source>Undo</source>
            <translation>Rückgängig</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source>Redo</source>
            <translation>Wiederholen</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source>Model</source>
            <translation>Modell</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source>Begin with</source>
            <translation>Beginnen mit</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source>Ground</source>
            <translation>Untergrund</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source>Size</source>
            <translation>Größe</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source>Brush</source>
            <translation>Pinsel</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source>Show classes</source>
            <translation>Klassen zeigen</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source>What you see is invented, and is no observation.</source>
            <translation>Was Sie sehen, ist erfunden und keine Beobachtung.</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source>Model file</source>
            <translation>Modelldatei</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source>SatGAN models (*.safetensors)</source>
            <translation>SatGAN-Modelle (*.safetensors)</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source>Choose another model file</source>
            <translation>Eine andere Modelldatei wählen</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source>A class raster, or polygons, to begin with</source>
            <translation>Ein Klassenraster oder Polygone als Anfang</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source>What is where nothing is painted</source>
            <translation>Was dort ist, wo nichts gemalt ist</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source>Pixels a side</source>
            <translation>Pixel je Seite</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source> px</source>
            <translation> px</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source>Polygon: a right click ends it, Backspace takes a corner back</source>
            <translation>Polygon: ein Rechtsklick schließt es ab, die Rücktaste nimmt eine Ecke zurück</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source>Erase: bring back what was there</source>
            <translation>Radieren: zurückholen, was vorher da war</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source>Take a class from the map</source>
            <translation>Eine Klasse aus der Karte aufnehmen</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source>There is {} already. Replace it?</source>
            <translation>{} ist schon vorhanden. Ersetzen?</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source>Choose a model whose input is a class raster.</source>
            <translation>Ein Modell wählen, dessen Eingabe ein Klassenraster ist.</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source>Writing {}</source>
            <translation>Schreibe {}</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source>{} x {} pixels</source>
            <translation>{} x {} Pixel</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source>Imagined in {:.1f} s.</source>
            <translation>In {:.1f} s ausgemalt.</translation>
        </message>
        <message>
            <location filename="../gui/imagine/dock.py" />
            <source>Kept as {}.</source>
            <translation>Als {} behalten.</translation>
        </message>
        <message>
            <location filename="../gui/imagine/palette.py" />
            <source>The input of {} is no class raster, so there is nothing to paint. Choose a model of classes.</source>
            <translation>Die Eingabe von {} ist kein Klassenraster, also gibt es nichts zu malen. Ein Modell mit Klassen wählen.</translation>
        </message>
        <message>
            <location filename="../gui/imagine/palette.py" />
            <source>{} has class values beyond 255, which cannot be painted.</source>
            <translation>{} hat Klassenwerte über 255, die nicht gemalt werden können.</translation>
        </message>
        <message>
            <location filename="../gui/imagine/palette.py" />
            <source>{} cannot be read: {}.</source>
            <translation>{} kann nicht gelesen werden: {}.</translation>
        </message>
        <message>
            <location filename="../gui/imagine/palette.py" />
            <source>{} is no model file of SatGAN.</source>
            <translation>{} ist keine Modelldatei von SatGAN.</translation>
        </message>
        <message>
            <location filename="../gui/imagine/scene.py" />
            <source>Painted classes</source>
            <translation>Gemalte Klassen</translation>
        </message>
        <message>
            <location filename="../gui/imagine/scene.py" />
            <source>Imagined</source>
            <translation>Ausgemalt</translation>
        </message>
        <message>
            <location filename="../gui/imagine/start.py" />
            <source>The project has no coordinate system: set one, so that pixels have a size.</source>
            <translation>Das Projekt hat kein Koordinatenbezugssystem: eines festlegen, damit Pixel eine Größe haben.</translation>
        </message>
        <message>
            <location filename="../gui/imagine/start.py" />
            <source>The middle of the map lies outside of its coordinate system: move the map.</source>
            <translation>Die Mitte der Karte liegt außerhalb ihres Koordinatensystems: die Karte verschieben.</translation>
        </message>
        <message>
            <location filename="../gui/imagine/start.py" />
            <source>The map does not show the layer: move it there.</source>
            <translation>Die Karte zeigt den Layer nicht: sie dorthin verschieben.</translation>
        </message>
        <message>
            <location filename="../gui/imagine/start.py" />
            <source>There is none of the classes of the model here: move the map, or choose another layer.</source>
            <translation>Hier gibt es keine der Klassen des Modells: die Karte verschieben oder einen anderen Layer wählen.</translation>
        </message>
        <message>
            <location filename="../gui/imagine/start.py" />
            <source>{} is no raster file: export it to GeoTIFF first.</source>
            <translation>{} ist keine Rasterdatei: zuerst als GeoTIFF exportieren.</translation>
        </message>
        <message>
            <location filename="../gui/imagine/start.py" />
            <source>{} cannot be read: check that its file is whole and in its place.</source>
            <translation>{} kann nicht gelesen werden: prüfen, ob die Datei unbeschädigt und an ihrem Platz ist.</translation>
        </message>
        <message>
            <location filename="../gui/imagine/start.py" />
            <source>{} has nothing here: move the map to some of its polygons.</source>
            <translation>{} hat hier nichts: die Karte zu einigen seiner Polygone verschieben.</translation>
        </message>
        <message>
            <location filename="../gui/menu.py" />
            <source>Training monitor</source>
            <translation>Trainingsmonitor</translation>
        </message>
        <message>
            <location filename="../gui/monitor/charts.py" />
            <source>Generator and discriminator hold each other in balance: no loss tells how good the pictures are.</source>
            <translation>Generator und Diskriminator halten einander im Gleichgewicht: Kein Verlust sagt, wie gut die Bilder sind.</translation>
        </message>
        <message>
            <location filename="../gui/monitor/charts.py" />
            <source>Validation</source>
            <translation>Validierung</translation>
        </message>
        <message>
            <location filename="../gui/monitor/charts.py" />
            <source>Losses</source>
            <translation>Verluste</translation>
        </message>
        <message>
            <location filename="../gui/monitor/dock.py" />
            <source>SatGAN training monitor</source>
            <translation>SatGAN-Trainingsmonitor</translation>
        </message>
        <message>
            <location filename="../gui/monitor/dock.py" />
            <source>Choose the run folder of a training, or drag it here. A training that begins shows itself.</source>
            <translation>Den Trainingsordner eines Trainings wählen oder hierher ziehen. Ein Training, das beginnt, zeigt sich von selbst.</translation>
        </message>
        <message>
            <location filename="../gui/monitor/dock.py" />
            <source>The training cannot be asked to stop: {folder} cannot be written to ({reason}).</source>
            <translation>Das Training lässt sich nicht anhalten: In {folder} kann nicht geschrieben werden ({reason}).</translation>
        </message>
        <message>
            <location filename="../gui/monitor/dock.py" />
            <source>The drive of the run folder does not answer</source>
            <translation>Das Laufwerk des Trainingsordners antwortet nicht</translation>
        </message>
        <message>
            <location filename="../gui/monitor/dock.py" />
            <source>Samples of epoch {epoch}</source>
            <translation>Beispiele aus Epoche {epoch}</translation>
        </message>
        <message>
            <location filename="../gui/monitor/figures.py" />
            <source>Error and texture in one figure, which decides which epoch the model is of. Lower is better.</source>
            <translation>Fehler und Textur in einer Kennzahl, die entscheidet, aus welcher Epoche das Modell stammt. Niedriger ist besser.</translation>
        </message>
        <message>
            <location filename="../gui/monitor/figures.py" />
            <source>Mean error of a pixel, in units of the target. Lower is better, but lowest where all is blurred.</source>
            <translation>Mittlerer Fehler eines Pixels, in Einheiten des Ziels. Niedriger ist besser, am niedrigsten aber, wo alles unscharf ist.</translation>
        </message>
        <message>
            <location filename="../gui/monitor/figures.py" />
            <source>Like the mean error, but large errors count more. Lower is better.</source>
            <translation>Wie der mittlere Fehler, aber große Fehler zählen mehr. Niedriger ist besser.</translation>
        </message>
        <message>
            <location filename="../gui/monitor/figures.py" />
            <source>By how much the pixels are too high on average, in units of the target. 0 is best.</source>
            <translation>Um wie viel die Pixel im Mittel zu hoch sind, in Einheiten des Ziels. 0 ist am besten.</translation>
        </message>
        <message>
            <location filename="../gui/monitor/figures.py" />
            <source>Error in decibels of the range of the target. Higher is better.</source>
            <translation>Fehler in Dezibel des Wertebereichs des Ziels. Höher ist besser.</translation>
        </message>
        <message>
            <location filename="../gui/monitor/figures.py" />
            <source>How much the local structure agrees. 1 is equal.</source>
            <translation>Wie sehr die örtliche Struktur übereinstimmt. 1 ist gleich.</translation>
        </message>
        <message>
            <location filename="../gui/monitor/figures.py" />
            <source>Angle between the spectra of pixels, in degrees. Lower is better.</source>
            <translation>Winkel zwischen den Spektren von Pixeln, in Grad. Niedriger ist besser.</translation>
        </message>
        <message>
            <location filename="../gui/monitor/figures.py" />
            <source>Share of the pixels that have their class. Higher is better.</source>
            <translation>Anteil der Pixel, die ihre Klasse haben. Höher ist besser.</translation>
        </message>
        <message>
            <location filename="../gui/monitor/figures.py" />
            <source>Overlap of real and generated classes, their mean. 1 is equal.</source>
            <translation>Überlappung echter und erzeugter Klassen, im Mittel. 1 ist gleich.</translation>
        </message>
        <message>
            <location filename="../gui/monitor/figures.py" />
            <source>How far the texture is from that of real chips: 0.5 is blurred, 0.1 as sharp as real.</source>
            <translation>Wie weit die Textur von der echter Chips entfernt ist: 0,5 ist unscharf, 0,1 so scharf wie echt.</translation>
        </message>
        <message>
            <location filename="../gui/monitor/figures.py" />
            <source>What is lost of A on the way to B and back, in units of A. Lower is better.</source>
            <translation>Was von A auf dem Weg nach B und zurück verloren geht, in Einheiten von A. Niedriger ist besser.</translation>
        </message>
        <message>
            <location filename="../gui/monitor/figures.py" />
            <source>What is lost of B on the way to A and back, in units of B. Lower is better.</source>
            <translation>Was von B auf dem Weg nach A und zurück verloren geht, in Einheiten von B. Niedriger ist besser.</translation>
        </message>
        <message>
            <location filename="../gui/monitor/figures.py" />
            <source>Share of generated A that its discriminator takes for real.</source>
            <translation>Anteil der erzeugten A, die ihr Diskriminator für echt hält.</translation>
        </message>
        <message>
            <location filename="../gui/monitor/figures.py" />
            <source>Share of generated B that its discriminator takes for real.</source>
            <translation>Anteil der erzeugten B, die ihr Diskriminator für echt hält.</translation>
        </message>
        <message>
            <location filename="../gui/monitor/figures.py" />
            <source>How much generated chips differ from each other. 1 is as much as real ones.</source>
            <translation>Wie sehr sich erzeugte Chips voneinander unterscheiden. 1 ist so sehr wie echte.</translation>
        </message>
        <message>
            <location filename="../gui/monitor/folder_box.py" />
            <source>Choose a run folder</source>
            <translation>Einen Trainingsordner wählen</translation>
        </message>
        <message>
            <location filename="../gui/monitor/folder_box.py" />
            <source>Run folder of a training</source>
            <translation>Trainingsordner</translation>
        </message>
        <message>
            <location filename="../gui/monitor/head.py" />
            <source>Stop</source>
            <translation>Anhalten</translation>
        </message>
        <message>
            <location filename="../gui/monitor/head.py" />
            <source>Ends the training now. What was saved last stays, and Resume goes on from it.</source>
            <translation>Beendet das Training jetzt. Was zuletzt gespeichert wurde, bleibt, und „Fortsetzen“ macht dort weiter.</translation>
        </message>
        <message>
            <location filename="../gui/monitor/head.py" />
            <source>Resume…</source>
            <translation>Fortsetzen…</translation>
        </message>
        <message>
            <location filename="../gui/monitor/head.py" />
            <source>Opens the dialog of the training as it was started, to go on or to add epochs.</source>
            <translation>Öffnet den Dialog des Trainings, wie es gestartet wurde, um weiterzumachen oder Epochen anzuhängen.</translation>
        </message>
        <message>
            <location filename="../gui/monitor/head.py" />
            <source>Open report</source>
            <translation>Bericht öffnen</translation>
        </message>
        <message>
            <location filename="../gui/monitor/head.py" />
            <source>Opens the report with all figures in the browser.</source>
            <translation>Öffnet den Bericht mit allen Kennzahlen im Browser.</translation>
        </message>
        <message>
            <location filename="../gui/monitor/plot.py" />
            <source>epoch</source>
            <translation>Epoche</translation>
        </message>
        <message>
            <location filename="../gui/monitor/plot.py" />
            <source>none</source>
            <translation>kein Wert</translation>
        </message>
        <message>
            <location filename="../gui/monitor/sheet.py" />
            <source>Double-click to see it large</source>
            <translation>Doppelklick zeigt das Bild groß</translation>
        </message>
        <message>
            <location filename="../gui/monitor/status.py" />
            <source>No epoch has been saved: there is nothing to go on from.</source>
            <translation>Es wurde noch keine Epoche gespeichert: Es gibt nichts, womit es weitergehen könnte.</translation>
        </message>
        <message>
            <location filename="../gui/monitor/status.py" />
            <source>less than a minute</source>
            <translation>weniger als eine Minute</translation>
        </message>
        <message>
            <location filename="../gui/monitor/status.py" />
            <source>No training here yet</source>
            <translation>Hier gibt es noch kein Training</translation>
        </message>
        <message>
            <location filename="../gui/monitor/status.py" />
            <source>Losses and pictures appear as soon as a training into this folder has begun.</source>
            <translation>Verluste und Bilder erscheinen, sobald ein Training in diesen Ordner begonnen hat.</translation>
        </message>
        <message>
            <location filename="../gui/monitor/status.py" />
            <source>Finished</source>
            <translation>Fertig</translation>
        </message>
        <message>
            <location filename="../gui/monitor/status.py" />
            <source>Resume goes on after the last saved epoch.</source>
            <translation>„Fortsetzen“ macht nach der zuletzt gespeicherten Epoche weiter.</translation>
        </message>
        <message>
            <location filename="../gui/monitor/status.py" />
            <source>The folder cannot be reached</source>
            <translation>Der Ordner ist nicht erreichbar</translation>
        </message>
        <message>
            <location filename="../gui/monitor/status.py" />
            <source>Failed</source>
            <translation>Fehlgeschlagen</translation>
        </message>
        <message>
            <location filename="../gui/monitor/status.py" />
            <source>{minutes} min</source>
            <translation>{minutes} min</translation>
        </message>
        <message>
            <location filename="../gui/monitor/status.py" />
            <source>Stopping</source>
            <translation>Wird angehalten</translation>
        </message>
        <message>
            <location filename="../gui/monitor/status.py" />
            <source>The training ends after the step at work.</source>
            <translation>Das Training endet nach dem laufenden Schritt.</translation>
        </message>
        <message>
            <location filename="../gui/monitor/status.py" />
            <source>Starting</source>
            <translation>Startet</translation>
        </message>
        <message>
            <location filename="../gui/monitor/status.py" />
            <source>Epoch {epoch} of {epochs}</source>
            <translation>Epoche {epoch} von {epochs}</translation>
        </message>
        <message>
            <location filename="../gui/monitor/status.py" />
            <source>Stopped in epoch {epoch} of {epochs}</source>
            <translation>In Epoche {epoch} von {epochs} angehalten</translation>
        </message>
        <message>
            <location filename="../gui/monitor/status.py" />
            <source>{hours} h {minutes} min</source>
            <translation>{hours} h {minutes} min</translation>
        </message>
        <message>
            <location filename="../gui/monitor/status.py" />
            <source>{time} left</source>
            <translation>noch {time}</translation>
        </message>
        <message>
            <location filename="../gui/monitor/status.py" />
            <source>on {host}</source>
            <translation>auf {host}</translation>
        </message>
        <message>
            <location filename="../gui/monitor/status.py" />
            <source>{epochs} epochs in {time}</source>
            <translation>{epochs} Epochen in {time}</translation>
        </message>
        <message>
            <location filename="../gui/monitor/status.py" />
            <source>{folder} does not exist, or its drive is not connected.</source>
            <translation>{folder} existiert nicht, oder das Laufwerk ist nicht verbunden.</translation>
        </message>
        <message>
            <location filename="../gui/monitor/status.py" />
            <source>Failed in epoch {epoch}</source>
            <translation>In Epoche {epoch} fehlgeschlagen</translation>
        </message>
        <message>
            <location filename="../gui/monitor/status.py" />
            <source>Epoch {epoch} is done</source>
            <translation>Epoche {epoch} ist fertig</translation>
        </message>
        <message>
            <location filename="../gui/monitor/status.py" />
            <source>No sign of life for {time}</source>
            <translation>Seit {time} kein Lebenszeichen</translation>
        </message>
        <message>
            <location filename="../gui/monitor/status.py" />
            <source>{host} may have been switched off, or the training killed.</source>
            <translation>{host} wurde vielleicht ausgeschaltet oder das Training gewaltsam beendet.</translation>
        </message>
        <message>
            <location filename="../gui/offer.py" />
            <source>Install engine…</source>
            <translation>Engine installieren…</translation>
        </message>
        <message>
            <location filename="../gui/offer.py" />
            <source>Options…</source>
            <translation>Optionen…</translation>
        </message>
        <message>
            <location filename="../gui/options.py" />
            <source>"Install engine" makes it in {folder}. For processors it downloads about {0} and takes {1}, for graphics cards {2} and {3}. Nothing is downloaded before you press Run there.</source>
            <translation>„Engine installieren“ legt sie in {folder} an. Für Prozessoren werden etwa {0} heruntergeladen und {1} belegt, für Grafikkarten {2} und {3}. Nichts wird heruntergeladen, bevor Sie dort „Starte“ drücken.</translation>
        </message>
        <message>
            <location filename="../gui/options.py" />
            <source>"Check" starts the engine and tells its packages and devices.</source>
            <translation>„Prüfen“ startet die Engine und nennt ihre Pakete und Geräte.</translation>
        </message>
        <message>
            <location filename="../gui/options.py" />
            <source>Check</source>
            <translation>Prüfen</translation>
        </message>
        <message>
            <location filename="../gui/options.py" />
            <source>Copy diagnostics</source>
            <translation>Diagnose kopieren</translation>
        </message>
        <message>
            <location filename="../gui/options.py" />
            <source>A text to paste into an issue, without your name and passwords</source>
            <translation>Ein Text zum Einfügen in einen Fehlerbericht, ohne Ihren Namen und Passwörter</translation>
        </message>
        <message>
            <location filename="../gui/options.py" />
            <source>Checking…</source>
            <translation>Prüfung läuft…</translation>
        </message>
        <message>
            <location filename="../gui/options.py" />
            <source>An environment that has the packages already is used instead, if you name it.</source>
            <translation>Eine Umgebung, die die Pakete schon hat, wird stattdessen verwendet, wenn Sie sie angeben.</translation>
        </message>
        <message>
            <location filename="../gui/options.py" />
            <source>Python of your own</source>
            <translation>Eigenes Python</translation>
        </message>
        <message>
            <location filename="../gui/options.py" />
            <source>Upgrade engine…</source>
            <translation>Engine aktualisieren…</translation>
        </message>
        <message>
            <location filename="../gui/options.py" />
            <source>The engine is {python}. It comes from {place}.</source>
            <translation>Die Engine ist {python}. Sie stammt aus: {place}.</translation>
        </message>
        <message>
            <location filename="../gui/options.py" />
            <source>Empty: the variable {variable}, or what "Install engine" made</source>
            <translation>Leer: die Variable {variable} oder was „Engine installieren“ angelegt hat</translation>
        </message>
        <message>
            <location filename="../gui/options.py" />
            <source>There is no {path}. Correct the path below, or empty it to use no Python of your own.</source>
            <translation>{path} gibt es nicht. Den Pfad unten berichtigen, oder ihn leeren, um kein eigenes Python zu verwenden.</translation>
        </message>
        <message>
            <location filename="../gui/options.py" />
            <source>It has PyTorch {version}.</source>
            <translation>Sie hat PyTorch {version}.</translation>
        </message>
        <message>
            <location filename="../help.py" />
            <source>More in the manual</source>
            <translation>Mehr im Handbuch</translation>
        </message>
        <message>
            <location filename="../layers.py" />
            <source>Synthetic</source>
            <translation>Synthetisch</translation>
        </message>
        <message>
            <location filename="../layers.py" />
            <source>(synthetic)</source>
            <translation>(synthetisch)</translation>
        </message>
        <message>
            <location filename="../layers.py" />
            <source>Synthetic: these pixels were generated by a SatGAN model. They are not an observation.</source>
            <translation>Synthetisch: Diese Pixel wurden von einem SatGAN-Modell erzeugt. Sie sind keine Beobachtung.</translation>
        </message>
        <message>
            <location filename="../layers.py" />
            <source>(partly synthetic)</source>
            <translation>(teilweise synthetisch)</translation>
        </message>
        <message>
            <location filename="../layers.py" />
            <source>Synthetic in part: where the last band is 1, the pixels were generated by a SatGAN model. There they are not an observation.</source>
            <translation>Teilweise synthetisch: Wo der letzte Kanal 1 ist, wurden die Pixel von einem SatGAN-Modell erzeugt. Dort sind sie keine Beobachtung.</translation>
        </message>
        <message>
            <location filename="../layers.py" />
            <source>Model: {name} ({kind}, {direction}), SHA-256 {sha256}</source>
            <translation>Modell: {name} ({kind}, {direction}), SHA-256 {sha256}</translation>
        </message>
        <message>
            <location filename="../layers.py" />
            <source>SatGAN {version}, job: {job}</source>
            <translation>SatGAN {version}, Auftrag: {job}</translation>
        </message>
        <message>
            <location filename="../layers.py" />
            <source>Source: {name}, SHA-256 {sha256}</source>
            <translation>Quelle: {name}, SHA-256 {sha256}</translation>
        </message>
        <message>
            <location filename="../layers.py" />
            <source>unknown</source>
            <translation>unbekannt</translation>
        </message>
        <message>
            <location filename="../parameters.py" />
            <source>All files (*)</source>
            <translation>Alle Dateien (*)</translation>
        </message>
        <message>
            <location filename="../parameters.py" />
            <source>HTML files (*.html)</source>
            <translation>HTML-Dateien (*.html)</translation>
        </message>
        <message>
            <location filename="../parameters.py" />
            <source>{kind} files (*.{extension})</source>
            <translation>{kind}-Dateien (*.{extension})</translation>
        </message>
        <message>
            <location filename="../provider.py" />
            <source>SatGAN (synthetic rasters with GANs)</source>
            <translation>SatGAN (synthetische Raster mit GANs)</translation>
        </message>
        <message>
            <location filename="../provider.py" />
            <source>Python of the engine of SatGAN</source>
            <translation>Python der SatGAN-Engine</translation>
        </message>
        <message>
            <location filename="../values.py" />
            <source>{layer} ({parameter}) comes from a service or database ({provider}), which the engine cannot open: export this layer to GeoTIFF first (right-click it, Export &gt; Save As).</source>
            <translation>{layer} ({parameter}) stammt aus einem Dienst oder einer Datenbank ({provider}), die die Engine nicht öffnen kann: diesen Layer zuerst als GeoTIFF exportieren (Rechtsklick, Export &gt; Speichern als…).</translation>
        </message>
        <message>
            <location filename="../values.py" />
            <source>{given} ({parameter}) is no point: give x,y.</source>
            <translation>{given} ({parameter}) ist kein Punkt: x,y angeben.</translation>
        </message>
        <message>
            <location filename="../values.py" />
            <source>{layer} has other nodata values in QGIS than in its file. The engine uses those of the file: run "Translate (convert format)" with a nodata value if they are wrong.</source>
            <translation>{layer} hat in QGIS andere NoData-Werte als in der Datei. Die Engine verwendet die der Datei: „Umwandeln (Format konvertieren)“ mit einem NoData-Wert ausführen, falls sie falsch sind.</translation>
        </message>
        <message>
            <location filename="../values.py" />
            <source>{layer} has another coordinate system in QGIS than in its file. The engine uses that of the file: run "Assign projection" if it is wrong.</source>
            <translation>{layer} hat in QGIS ein anderes Koordinatenbezugssystem als in der Datei. Die Engine verwendet das der Datei: „Projektion zuweisen“ ausführen, falls es falsch ist.</translation>
        </message>
        <message>
            <location filename="../values.py" />
            <source>{layer} ({parameter}) is a {kind} layer: choose a {other} layer.</source>
            <translation>{layer} ({parameter}) hat die Geometrie „{kind}“: einen Layer mit der Geometrie „{other}“ wählen.</translation>
        </message>
        <message>
            <location filename="../values.py" />
            <source>{layer} ({parameter}) could not be written to a file for the engine.</source>
            <translation>{layer} ({parameter}) konnte nicht in eine Datei für die Engine geschrieben werden.</translation>
        </message>
        <message>
            <location filename="../values.py" />
            <source>{given} ({parameter}) is no extent: give xmin,xmax,ymin,ymax.</source>
            <translation>{given} ({parameter}) ist keine Ausdehnung: xmin,xmax,ymin,ymax angeben.</translation>
        </message>
        <message>
            <location filename="../values.py" />
            <source>{name} ({parameter}) cannot be opened, since QGIS does not reach its source: mend it in the panel of layers, or choose another layer.</source>
            <translation>{name} ({parameter}) kann nicht geöffnet werden, da QGIS die Quelle nicht erreicht: sie im Layerbedienfeld reparieren oder einen anderen Layer wählen.</translation>
        </message>
        <message>
            <location filename="../values.py" />
            <source>{name} ({parameter}) cannot be opened as a layer of the kind that is needed: check the path.</source>
            <translation>{name} ({parameter}) kann nicht als Layer der benötigten Art geöffnet werden: den Pfad prüfen.</translation>
        </message>
        <message>
            <location filename="../values.py" />
            <source>{parameter} names band {band}, but {layer} has {count}.</source>
            <translation>{parameter} nennt Kanal {band}, aber {layer} hat nur {count}.</translation>
        </message>
        <message>
            <location filename="../values.py" />
            <source>The extent cannot be transformed into the coordinate system of the raster: draw it again.</source>
            <translation>Die Ausdehnung kann nicht in das Koordinatenbezugssystem des Rasters transformiert werden: sie neu zeichnen.</translation>
        </message>
        <message>
            <location filename="../algorithms/rasterizefootprints.py" />
            <source>Rasterize footprints</source>
            <translation>Grundrisse rastern</translation>
        </message>
        <message>
            <location filename="../algorithms/rasterizefootprints.py" />
            <source>Burns polygons into a class raster on exactly the grid of a reference raster.</source>
            <translation>Brennt Polygone in ein Klassenraster ein, genau auf dem Gitter eines Referenzrasters.</translation>
        </message>
        <message>
            <location filename="../algorithms/rasterizefootprints.py" />
            <source>Makes the class raster that a model learns from, for instance a building mask beside an aerial image. It has the pixel grid, the size and the coordinate system of the reference raster, so that both fit pixel by pixel.</source>
            <translation>Erstellt das Klassenraster, aus dem ein Modell lernt, zum Beispiel eine Gebäudemaske zu einem Luftbild. Es hat Pixelgitter, Größe und Koordinatenbezugssystem des Referenzrasters, sodass beide Pixel für Pixel zusammenpassen.</translation>
        </message>
        <message>
            <location filename="../algorithms/rasterizefootprints.py" />
            <source>Without a class field every polygon gets one value. With a field of numbers its values are burned as they are; texts are numbered from 1 in alphabetical order, and the raster keeps the texts as category names. The background is 0. Where polygons overlap, the one that comes later in the layer wins.</source>
            <translation>Ohne Klassenfeld bekommt jedes Polygon denselben Wert. Mit einem Zahlenfeld werden dessen Werte unverändert eingebrannt; Texte werden in alphabetischer Reihenfolge ab 1 nummeriert, und das Raster behält die Texte als Kategorienamen. Der Hintergrund ist 0. Wo sich Polygone überlappen, gilt das, das im Layer später kommt.</translation>
        </message>
        <message>
            <location filename="../algorithms/rasterizefootprints.py" />
            <source>Polygons may be in any coordinate system: they are reprojected on the way and your layer stays as it is. Filters, unsaved edits and "Selected features only" are honoured. Invalid polygons are repaired, or skipped and counted in the log.</source>
            <translation>Die Polygone können in jedem Koordinatenbezugssystem vorliegen: Sie werden unterwegs umprojiziert, Ihr Layer bleibt, wie er ist. Filter, ungespeicherte Änderungen und „Nur gewählte Objekte“ werden berücksichtigt. Ungültige Polygone werden repariert, oder übersprungen und im Protokoll gezählt.</translation>
        </message>
        <message>
            <location filename="../algorithms/rasterizefootprints.py" />
            <source>Next step: "Export paired chips", with the class raster as input (A) and the image as target (B).</source>
            <translation>Nächster Schritt: „Chip-Paare exportieren“, mit dem Klassenraster als Eingabe (A) und dem Bild als Ziel (B).</translation>
        </message>
        <message>
            <location filename="../algorithms/rasterizefootprints.py" />
            <source>burn</source>
            <translation>einbrennen</translation>
        </message>
        <message>
            <location filename="../algorithms/rasterizefootprints.py" />
            <source>mask</source>
            <translation>Maske</translation>
        </message>
        <message>
            <location filename="../algorithms/rasterizefootprints.py" />
            <source>labels</source>
            <translation>Label</translation>
        </message>
        <message>
            <location filename="../algorithms/rasterizefootprints.py" />
            <source>classes</source>
            <translation>Klassen</translation>
        </message>
        <message>
            <location filename="../algorithms/rasterizefootprints.py" />
            <source>buildings</source>
            <translation>Gebäude</translation>
        </message>
        <message>
            <location filename="../algorithms/rasterizefootprints.py" />
            <source>polygons to raster</source>
            <translation>Polygone zu Raster</translation>
        </message>
        <message>
            <location filename="../algorithms/rasterizefootprints.py" />
            <source>vector to raster</source>
            <translation>Vektor zu Raster</translation>
        </message>
        <message>
            <location filename="../algorithms/forgefootprints.py" />
            <source>Forge footprints</source>
            <translation>Grundrisse erfinden</translation>
        </message>
        <message>
            <location filename="../algorithms/forgefootprints.py" />
            <source>Invents footprints: the shapes of real ones, turned and placed at random without overlap.</source>
            <translation>Erfindet Grundrisse: die Formen echter, gedreht und zufällig ohne Überlappung verteilt.</translation>
        </message>
        <message>
            <location filename="../algorithms/forgefootprints.py" />
            <source>A model that makes images of footprints can make images of places that do not exist. This makes the footprints for them: each is a real one, turned by any angle and put where there is room. Sizes stay as they are among the real ones, since large footprints look for a place first. Attributes such as a class come along, and the field "forged_from" has the number of the real footprint, counted from 0.</source>
            <translation>Ein Modell, das aus Grundrissen Bilder macht, kann auch Bilder von Orten machen, die es nicht gibt. Hier entstehen die Grundrisse dafür: Jeder ist ein echter, um einen beliebigen Winkel gedreht und dorthin gelegt, wo Platz ist. Die Größen bleiben verteilt wie bei den echten, da große Grundrisse zuerst einen Platz suchen. Attribute wie eine Klasse werden übernommen, und das Feld „forged_from“ enthält die Nummer des echten Grundrisses, ab 0 gezählt.</translation>
        </message>
        <message>
            <location filename="../algorithms/forgefootprints.py" />
            <source>Say how many with a count or with a density; with neither, the extent becomes as densely built as that of the real footprints. Where not all find room, as many as do are placed, and you are warned. Layers in degrees are placed in metres, in the UTM zone where they lie.</source>
            <translation>Wie viele es werden, sagt eine Anzahl oder eine Dichte; ohne beides wird die Ausdehnung so dicht bebaut wie die der echten Grundrisse. Wo nicht alle Platz finden, werden so viele wie möglich verteilt, und es gibt eine Warnung. Layer in Grad werden in Metern verteilt, in der UTM-Zone, in der sie liegen.</translation>
        </message>
        <message>
            <location filename="../algorithms/forgefootprints.py" />
            <source>With a layer of streets the footprints line them on both sides, parallel to the street and at a setback from it, as in a town. What the streets do not hold is told in a warning.</source>
            <translation>Mit einem Straßenlayer säumen die Grundrisse die Straßen auf beiden Seiten, parallel zur Straße und mit einem Abstand zu ihr, wie in einer Stadt. Was an den Straßen keinen Platz hat, meldet eine Warnung.</translation>
        </message>
        <message>
            <location filename="../algorithms/forgefootprints.py" />
            <source>Next steps: "Rasterize footprints" on the grid of an image, then "Apply model". What comes out is invented: it can make training data more varied, but it shows no place.</source>
            <translation>Nächste Schritte: „Grundrisse rastern“ auf dem Gitter eines Bildes, dann „Modell anwenden“. Was dabei herauskommt, ist erfunden: Es kann Trainingsdaten vielfältiger machen, zeigt aber keinen Ort.</translation>
        </message>
        <message>
            <location filename="../algorithms/forgefootprints.py" />
            <source>invent</source>
            <translation>erfinden</translation>
        </message>
        <message>
            <location filename="../algorithms/forgefootprints.py" />
            <source>synthetic</source>
            <translation>synthetisch</translation>
        </message>
        <message>
            <location filename="../algorithms/forgefootprints.py" />
            <source>random</source>
            <translation>zufällig</translation>
        </message>
        <message>
            <location filename="../algorithms/forgefootprints.py" />
            <source>augmentation</source>
            <translation>Augmentierung</translation>
        </message>
        <message>
            <location filename="../algorithms/forgefootprints.py" />
            <source>what if</source>
            <translation>was wäre wenn</translation>
        </message>
        <message>
            <location filename="../algorithms/forgefootprints.py" />
            <source>scatter</source>
            <translation>verteilen</translation>
        </message>
        <message>
            <location filename="../algorithms/forgefootprints.py" />
            <source>streets</source>
            <translation>Straßen</translation>
        </message>
        <message>
            <location filename="../algorithms/forgefootprints.py" />
            <source>polygons</source>
            <translation>Polygone</translation>
        </message>
        <message>
            <location filename="../algorithms/kmeanssegmentation.py" />
            <source>K-means segmentation</source>
            <translation>K-Means-Segmentierung</translation>
        </message>
        <message>
            <location filename="../algorithms/kmeanssegmentation.py" />
            <source>Segments a raster into clusters of similar pixels, each shown in its mean colour.</source>
            <translation>Segmentiert ein Raster in Cluster ähnlicher Pixel, jeder in seiner mittleren Farbe.</translation>
        </message>
        <message>
            <location filename="../algorithms/kmeanssegmentation.py" />
            <source>Makes a class raster where there are no polygons to learn from: a simplified map of the image, from which a model can learn to paint the image. Pixels with similar values in all bands get the same class; bands count alike, whatever their units.</source>
            <translation>Erstellt ein Klassenraster, wo es keine Polygone zum Lernen gibt: eine vereinfachte Karte des Bildes, aus der ein Modell lernen kann, das Bild zu malen. Pixel mit ähnlichen Werten in allen Kanälen bekommen dieselbe Klasse; alle Kanäle zählen gleich viel, welche Einheit sie auch haben.</translation>
        </message>
        <message>
            <location filename="../algorithms/kmeanssegmentation.py" />
            <source>The clusters are found on a sample from all over the raster. They are numbered by size, the largest first, and have the mean colours of their pixels: the bands named red, green and blue, or the first three; grey where there are fewer. Values other than 8 bits are stretched from the 2nd to the 98th percentile. Pixels without data get 0, which is the nodata value of the class raster.</source>
            <translation>Die Cluster werden anhand einer Stichprobe aus dem ganzen Raster gefunden. Sie sind nach Größe nummeriert, der größte zuerst, und haben die mittlere Farbe ihrer Pixel: aus den Kanälen mit den Namen Rot, Grün und Blau (red, green, blue) oder den ersten dreien; Grau, wo es weniger sind. Werte, die keine 8-Bit-Werte sind, werden vom 2. bis zum 98. Perzentil gestreckt. Pixel ohne Daten werden 0, das ist der NoData-Wert des Klassenrasters.</translation>
        </message>
        <message>
            <location filename="../algorithms/kmeanssegmentation.py" />
            <source>To give many rasters one legend, save the centroids of the first run and name that file in all others. Nothing is searched for then: number of clusters, sample size and seed do not count.</source>
            <translation>Damit viele Raster dieselbe Legende bekommen, die Zentroide des ersten Laufs speichern und diese Datei bei allen weiteren angeben. Dann wird nicht gesucht: Clusteranzahl, Stichprobengröße und Startwert spielen keine Rolle.</translation>
        </message>
        <message>
            <location filename="../algorithms/kmeanssegmentation.py" />
            <source>A smallest area merges speckles into their largest neighbour, as "Sieve" of GDAL does it: small areas whose largest neighbour is small as well may stay. Rasters of more than 2048 pixels a side are sieved in parts, so that a few speckles with several large neighbours may go to another one than in a sieve of the whole.</source>
            <translation>Eine kleinste Fläche verschmilzt Sprenkel mit ihrem größten Nachbarn, wie es „Sieben“ von GDAL tut: Kleine Flächen, deren größter Nachbar ebenfalls klein ist, können bleiben. Raster mit mehr als 2048 Pixeln Seitenlänge werden in Teilen gesiebt, sodass einige Sprenkel mit mehreren großen Nachbarn anders zugeordnet werden können als beim Sieben des Ganzen.</translation>
        </message>
        <message>
            <location filename="../algorithms/kmeanssegmentation.py" />
            <source>cluster</source>
            <translation>Cluster</translation>
        </message>
        <message>
            <location filename="../algorithms/kmeanssegmentation.py" />
            <source>unsupervised</source>
            <translation>unüberwacht</translation>
        </message>
        <message>
            <location filename="../algorithms/kmeanssegmentation.py" />
            <source>classification</source>
            <translation>Klassifikation</translation>
        </message>
        <message>
            <location filename="../algorithms/kmeanssegmentation.py" />
            <source>centroids</source>
            <translation>Zentroide</translation>
        </message>
        <message>
            <location filename="../algorithms/kmeanssegmentation.py" />
            <source>palette</source>
            <translation>Palette</translation>
        </message>
        <message>
            <location filename="../algorithms/kmeanssegmentation.py" />
            <source>k-means</source>
            <translation>K-Means</translation>
        </message>
        <message>
            <location filename="../algorithms/exportpairedchips.py" />
            <source>Export paired chips</source>
            <translation>Chip-Paare exportieren</translation>
        </message>
        <message>
            <location filename="../algorithms/exportpairedchips.py" />
            <source>Cuts two rasters of the same area into pairs of georeferenced training chips.</source>
            <translation>Schneidet zwei Raster desselben Gebiets in Paare georeferenzierter Trainingschips.</translation>
        </message>
        <message>
            <location filename="../algorithms/exportpairedchips.py" />
            <source>Makes the dataset that "Train pix2pix" learns from. The input (A) is what the model will be given later, the target (B) is what it shall make of it: a class raster and an aerial image, radar and optical, summer and winter. Both may have any number of bands, any data type, pixel size and coordinate system: the one that does not give the grid is resampled on the fly.</source>
            <translation>Erstellt den Datensatz, aus dem „pix2pix trainieren“ lernt. Die Eingabe (A) ist, was das Modell später bekommt, das Ziel (B), was es daraus machen soll: ein Klassenraster und ein Luftbild, Radar und Optik, Sommer und Winter. Beide können beliebig viele Kanäle, jeden Datentyp, jede Pixelgröße und jedes Koordinatenbezugssystem haben: Das Raster, das nicht das Gitter vorgibt, wird unterwegs neu abgetastet.</translation>
        </message>
        <message>
            <location filename="../algorithms/exportpairedchips.py" />
            <source>Extra input rasters, heights beside a radar image for instance, add their bands to the input. Instead of two rasters you may name two folders, or two text files (.txt) with the path of a raster on each line: rasters of equal names belong together, and all share one scaling.</source>
            <translation>Zusätzliche Eingaberaster, etwa Höhen zu einem Radarbild, fügen der Eingabe ihre Kanäle hinzu. Statt zweier Raster können zwei Ordner angegeben werden oder zwei Textdateien (.txt) mit dem Pfad eines Rasters je Zeile: Raster mit gleichen Namen gehören zusammen, und alle teilen sich eine Skalierung.</translation>
        </message>
        <message>
            <location filename="../algorithms/exportpairedchips.py" />
            <source>With Append the chips join the dataset that lies in the folder already, as long as they are of the same kind.</source>
            <translation>Mit „Anhängen“ kommen die Chips zu dem Datensatz hinzu, der schon im Ordner liegt, sofern sie von derselben Art sind.</translation>
        </message>
        <message>
            <location filename="../algorithms/exportpairedchips.py" />
            <source>Chips that reach beyond either raster, hold too much nodata or too little content are left out and counted. A mask layer keeps chips inside your study area.</source>
            <translation>Chips, die über eines der Raster hinausreichen, zu viel NoData oder zu wenig Inhalt haben, werden ausgelassen und gezählt. Ein Maskenlayer hält die Chips im Untersuchungsgebiet.</translation>
        </message>
        <message>
            <location filename="../algorithms/exportpairedchips.py" />
            <source>The chips are divided into training, validation and test parts. By default whole blocks of neighbouring chips go into one part: chips side by side look alike, so that a random split would flatter the model.</source>
            <translation>Die Chips werden auf Training, Validierung und Test aufgeteilt. Normalerweise kommen ganze Blöcke benachbarter Chips in denselben Teil: Chips nebeneinander sehen sich ähnlich, sodass eine zufällige Aufteilung dem Modell schmeicheln würde.</translation>
        </message>
        <message>
            <location filename="../algorithms/exportpairedchips.py" />
            <source>As a rule of thumb: 300 chip pairs are enough to see whether it works, some thousands for a good model. A stride of half the chip size gives about four times as many chips from the same area.</source>
            <translation>Faustregel: 300 Chip-Paare genügen, um zu sehen, ob es funktioniert, einige tausend für ein gutes Modell. Eine Schrittweite von der halben Chipgröße ergibt etwa viermal so viele Chips aus demselben Gebiet.</translation>
        </message>
        <message>
            <location filename="../algorithms/exportpairedchips.py" />
            <source>With a rotation angle each training chip is cut again, turned: more to learn from the same area. Copies never show ground of a validation or test chip.</source>
            <translation>Mit einem Drehwinkel wird jeder Trainingschip noch einmal gedreht ausgeschnitten: mehr zu lernen aus demselben Gebiet. Die Kopien zeigen nie den Boden eines Validierungs- oder Testchips.</translation>
        </message>
        <message>
            <location filename="../algorithms/exportpairedchips.py" />
            <source>The folder gets dataset.json (bands, scaling, classes, split), chips.gpkg (one polygon per chip) and the chips as GeoTIFF files in A and B. The advanced parameter Layout arranges it for other programs instead: as ArcGIS exports tiles (esri), as the pix2pix reference code wants images (pix2pix), or in trainA, trainB and so on (folders). "Train pix2pix" reads them all.</source>
            <translation>Der Ordner bekommt dataset.json (Kanäle, Skalierung, Klassen, Aufteilung), chips.gpkg (ein Polygon je Chip) und die Chips als GeoTIFF-Dateien in A und B. Der fortgeschrittene Parameter „Anordnung“ ordnet ihn stattdessen für andere Programme an: wie ArcGIS Kacheln exportiert (esri), wie der pix2pix-Referenzcode Bilder erwartet (pix2pix) oder in trainA, trainB und so weiter (folders). „pix2pix trainieren“ liest sie alle.</translation>
        </message>
        <message>
            <location filename="../algorithms/exportpairedchips.py" />
            <source>tiles</source>
            <translation>Kacheln</translation>
        </message>
        <message>
            <location filename="../algorithms/exportpairedchips.py" />
            <source>patches</source>
            <translation>Bildausschnitte</translation>
        </message>
        <message>
            <location filename="../algorithms/exportpairedchips.py" />
            <source>dataset</source>
            <translation>Datensatz</translation>
        </message>
        <message>
            <location filename="../algorithms/exportpairedchips.py" />
            <source>training data</source>
            <translation>Trainingsdaten</translation>
        </message>
        <message>
            <location filename="../algorithms/exportpairedchips.py" />
            <source>deep learning</source>
            <translation>Deep Learning</translation>
        </message>
        <message>
            <location filename="../algorithms/exportpairedchips.py" />
            <source>pix2pix</source>
            <translation>pix2pix</translation>
        </message>
        <message>
            <location filename="../algorithms/exportpairedchips.py" />
            <source>split</source>
            <translation>Aufteilung</translation>
        </message>
        <message>
            <location filename="../algorithms/exportpairedchips.py" />
            <source>validation</source>
            <translation>Validierung</translation>
        </message>
        <message>
            <location filename="../algorithms/exportunpairedchips.py" />
            <source>Export unpaired chips</source>
            <translation>Ungepaarte Chips exportieren</translation>
        </message>
        <message>
            <location filename="../algorithms/exportunpairedchips.py" />
            <source>Cuts rasters of two places, or of one, into training chips without partners.</source>
            <translation>Schneidet Raster zweier Orte, oder eines, in Trainingschips ohne Partner.</translation>
        </message>
        <message>
            <location filename="../algorithms/exportunpairedchips.py" />
            <source>Makes a dataset of two kinds of pictures that need not show the same places: summer here and winter there, a map and an aerial image, one city and another. Each raster keeps its own grid, coordinate system, bands and data type. With one raster only, the dataset has one kind of picture, for models that invent chips.</source>
            <translation>Erstellt einen Datensatz aus zwei Arten von Bildern, die nicht dieselben Orte zeigen müssen: Sommer hier und Winter dort, eine Karte und ein Luftbild, eine Stadt und eine andere. Jedes Raster behält sein Gitter, Koordinatenbezugssystem, seine Kanäle und seinen Datentyp. Mit nur einem Raster hat der Datensatz eine Art von Bildern, für Modelle, die Chips erfinden.</translation>
        </message>
        <message>
            <location filename="../algorithms/exportunpairedchips.py" />
            <source>Instead of a raster you may name a folder, or a text file (.txt) with the path of a raster on each line: all those rasters are cut, and share one scaling. Plain images (PNG, JPEG) do as well; images of exactly the chip size become one chip each.</source>
            <translation>Statt eines Rasters kann ein Ordner angegeben werden oder eine Textdatei (.txt) mit dem Pfad eines Rasters je Zeile: Alle diese Raster werden zerschnitten und teilen sich eine Skalierung. Einfache Bilder (PNG, JPEG) gehen auch; Bilder von genau der Chipgröße werden je ein Chip.</translation>
        </message>
        <message>
            <location filename="../algorithms/exportunpairedchips.py" />
            <source>Chips that hold too much nodata are left out and counted. A mask layer keeps chips inside your study area. The chips of each kind are divided into training, validation and test parts, by default in whole blocks of neighbours.</source>
            <translation>Chips mit zu viel NoData werden ausgelassen und gezählt. Ein Maskenlayer hält die Chips im Untersuchungsgebiet. Die Chips jeder Art werden auf Training, Validierung und Test aufgeteilt, normalerweise in ganzen Blöcken von Nachbarn.</translation>
        </message>
        <message>
            <location filename="../algorithms/exportunpairedchips.py" />
            <source>The folder gets dataset.json (bands, scaling, classes, split), chips.gpkg (one polygon per chip, with its domain) and the chips as GeoTIFF files in A and B. The advanced parameter Layout arranges it for other programs instead: as ArcGIS exports tiles (esri), or in trainA, trainB and so on (folders).</source>
            <translation>Der Ordner bekommt dataset.json (Kanäle, Skalierung, Klassen, Aufteilung), chips.gpkg (ein Polygon je Chip, mit seiner Domäne) und die Chips als GeoTIFF-Dateien in A und B. Der fortgeschrittene Parameter „Anordnung“ ordnet ihn stattdessen für andere Programme an: wie ArcGIS Kacheln exportiert (esri) oder in trainA, trainB und so weiter (folders).</translation>
        </message>
        <message>
            <location filename="../algorithms/exportunpairedchips.py" />
            <source>Next step, with one raster: "Train DCGAN", which needs chips of 64 or 80 pixels.</source>
            <translation>Nächster Schritt, bei einem Raster: „DCGAN trainieren“, das Chips von 64 oder 80 Pixeln braucht.</translation>
        </message>
        <message>
            <location filename="../algorithms/exportunpairedchips.py" />
            <source>cyclegan</source>
            <translation>CycleGAN</translation>
        </message>
        <message>
            <location filename="../algorithms/exportunpairedchips.py" />
            <source>dcgan</source>
            <translation>DCGAN</translation>
        </message>
        <message>
            <location filename="../algorithms/exportunpairedchips.py" />
            <source>unpaired</source>
            <translation>ungepaart</translation>
        </message>
        <message>
            <location filename="../algorithms/exportunpairedchips.py" />
            <source>images</source>
            <translation>Bilder</translation>
        </message>
        <message>
            <location filename="../algorithms/inspectdataset.py" />
            <source>Inspect dataset</source>
            <translation>Datensatz prüfen</translation>
        </message>
        <message>
            <location filename="../algorithms/inspectdataset.py" />
            <source>Examines training chips and advises what to mend before training.</source>
            <translation>Untersucht Trainingschips und rät, was vor dem Training zu verbessern ist.</translation>
        </message>
        <message>
            <location filename="../algorithms/inspectdataset.py" />
            <source>Reads all chips once and writes a page with samples, histograms, class shares, a map of the chips, and advice. Each advice is also a warning in the log; a healthy dataset has none.</source>
            <translation>Liest alle Chips einmal und schreibt eine Seite mit Beispielen, Histogrammen, Klassenanteilen, einer Karte der Chips und Ratschlägen. Jeder Rat ist auch eine Warnung im Protokoll; ein gesunder Datensatz hat keine.</translation>
        </message>
        <message>
            <location filename="../algorithms/inspectdataset.py" />
            <source>It looks for too few chips, flat chips, chips that cannot be read, chips of validation or test that are copies of training chips or share ground with them, classes that are missing, nearly absent or unknown, saturated and constant bands, large gaps, a nodata value that real pixels carry, and for a target (B) that does not lie on the input (A).</source>
            <translation>Gesucht wird nach zu wenigen Chips, eintönigen Chips, nicht lesbaren Chips, Validierungs- oder Testchips, die Kopien von Trainingschips sind oder denselben Boden zeigen, Klassen, die fehlen, fast nicht vorkommen oder unbekannt sind, gesättigten und konstanten Kanälen, großen Lücken, einem NoData-Wert, den auch echte Pixel haben, und einem Ziel (B), das nicht auf der Eingabe (A) liegt.</translation>
        </message>
        <message>
            <location filename="../algorithms/inspectdataset.py" />
            <source>The shift of A and B is measured on their edges, so that different sensors and class rasters can be compared. Only chips that show it clearly count.</source>
            <translation>Der Versatz von A und B wird an ihren Kanten gemessen, sodass sich auch verschiedene Sensoren und Klassenraster vergleichen lassen. Nur Chips, die ihn deutlich zeigen, zählen.</translation>
        </message>
        <message>
            <location filename="../algorithms/inspectdataset.py" />
            <source>The result WARNING_COUNT lets a graphical model or a script decide whether to train.</source>
            <translation>Mit dem Ergebnis WARNING_COUNT kann ein grafisches Modell oder ein Skript entscheiden, ob trainiert wird.</translation>
        </message>
        <message>
            <location filename="../algorithms/inspectdataset.py" />
            <source>doctor</source>
            <translation>Diagnose</translation>
        </message>
        <message>
            <location filename="../algorithms/inspectdataset.py" />
            <source>quality</source>
            <translation>Qualität</translation>
        </message>
        <message>
            <location filename="../algorithms/inspectdataset.py" />
            <source>check</source>
            <translation>prüfen</translation>
        </message>
        <message>
            <location filename="../algorithms/inspectdataset.py" />
            <source>statistics</source>
            <translation>Statistik</translation>
        </message>
        <message>
            <location filename="../algorithms/inspectdataset.py" />
            <source>histogram</source>
            <translation>Histogramm</translation>
        </message>
        <message>
            <location filename="../algorithms/inspectdataset.py" />
            <source>shift</source>
            <translation>Versatz</translation>
        </message>
        <message>
            <location filename="../algorithms/inspectdataset.py" />
            <source>registration</source>
            <translation>Passgenauigkeit</translation>
        </message>
        <message>
            <location filename="../algorithms/inspectdataset.py" />
            <source>duplicates</source>
            <translation>Duplikate</translation>
        </message>
        <message>
            <location filename="../algorithms/inspectdataset.py" />
            <source>leak</source>
            <translation>Datenleck</translation>
        </message>
        <message>
            <location filename="../algorithms/trainpix2pix.py" />
            <source>Train pix2pix</source>
            <translation>pix2pix trainieren</translation>
        </message>
        <message>
            <location filename="../algorithms/trainpix2pix.py" />
            <source>Trains a pix2pix model that turns the input raster of a dataset into its target.</source>
            <translation>Trainiert ein pix2pix-Modell, das aus dem Eingaberaster eines Datensatzes dessen Ziel macht.</translation>
        </message>
        <message>
            <location filename="../algorithms/trainpix2pix.py" />
            <source>Trains a conditional GAN (pix2pix, Isola et al. 2017) on the chip pairs of "Export paired chips". The defaults are those of the paper and a good start. Chips from elsewhere will do as well: exports of tiles from ArcGIS (images, images2), images side by side in train and val, folders like trainA and trainB, or just two folders with images of equal names, of which the first by name is the input. Small damage, like a missing map.txt, is repaired; the log tells what was taken for what.</source>
            <translation>Trainiert ein bedingtes GAN (pix2pix, Isola et al. 2017) mit den Chip-Paaren von „Chip-Paare exportieren“. Die Vorgaben sind die der Veröffentlichung und ein guter Anfang. Chips anderer Herkunft gehen auch: Kachelexporte aus ArcGIS (images, images2), Bilder nebeneinander in train und val, Ordner wie trainA und trainB, oder einfach zwei Ordner mit Bildern gleicher Namen, von denen der dem Namen nach erste die Eingabe ist. Kleine Schäden wie eine fehlende map.txt werden behoben; das Protokoll sagt, was wofür gehalten wurde.</translation>
        </message>
        <message>
            <location filename="../algorithms/trainpix2pix.py" />
            <source>The time it takes grows with chips x epochs. A graphics card that PyTorch can use is some ten to fifty times faster than a processor. To see first whether it works, take few epochs (5 + 5) and 16 or 32 filters.</source>
            <translation>Die Dauer wächst mit Chips x Epochen. Eine Grafikkarte, die PyTorch nutzen kann, ist etwa zehn- bis fünfzigmal so schnell wie ein Prozessor. Um zuerst zu sehen, ob es funktioniert, wenige Epochen (5 + 5) und 16 oder 32 Filter nehmen.</translation>
        </message>
        <message>
            <location filename="../algorithms/trainpix2pix.py" />
            <source>The log shows, after each epoch, the losses, the time left and how well the model does on the validation chips: MAE in units of the target (lower is better), PSNR in dB, SSIM, and the accuracy of classes (higher is better).</source>
            <translation>Das Protokoll zeigt nach jeder Epoche die Verluste, die verbleibende Zeit und wie gut das Modell bei den Validierungschips abschneidet: MAE in Einheiten des Ziels (niedriger ist besser), PSNR in dB, SSIM und die Genauigkeit der Klassen (höher ist besser).</translation>
        </message>
        <message>
            <location filename="../algorithms/trainpix2pix.py" />
            <source>The run folder gets model.safetensors (of the epoch with the best balance of validation MAE and texture, or without a GAN loss the lowest MAE; for "Apply model"), report.html with curves and sample pictures, metrics.csv, the sample sheets, event files for TensorBoard and the checkpoint.</source>
            <translation>Der Trainingsordner bekommt model.safetensors (aus der Epoche mit dem besten Ausgleich von Validierungs-MAE und Textur, ohne GAN-Verlust mit dem niedrigsten MAE; für „Modell anwenden“), report.html mit Kurven und Beispielbildern, metrics.csv, die Beispieltafeln, Ereignisdateien für TensorBoard und den Checkpoint.</translation>
        </message>
        <message>
            <location filename="../algorithms/trainpix2pix.py" />
            <source>You may press Cancel at any time: the last checkpoint stays in the run folder, and a run with the same settings, the same folder and Resume ticked goes on from there.</source>
            <translation>„Abbruch“ ist jederzeit möglich: Der letzte Checkpoint bleibt im Trainingsordner, und ein Lauf mit denselben Einstellungen, demselben Ordner und aktiviertem „Fortsetzen“ macht dort weiter.</translation>
        </message>
        <message>
            <location filename="../algorithms/trainpix2pix.py" />
            <source>gan</source>
            <translation>GAN</translation>
        </message>
        <message>
            <location filename="../algorithms/trainpix2pix.py" />
            <source>conditional</source>
            <translation>bedingt</translation>
        </message>
        <message>
            <location filename="../algorithms/trainpix2pix.py" />
            <source>image to image</source>
            <translation>Bild zu Bild</translation>
        </message>
        <message>
            <location filename="../algorithms/trainpix2pix.py" />
            <source>translation</source>
            <translation>Übersetzung</translation>
        </message>
        <message>
            <location filename="../algorithms/trainpix2pix.py" />
            <source>u-net</source>
            <translation>U-Net</translation>
        </message>
        <message>
            <location filename="../algorithms/trainpix2pix.py" />
            <source>neural network</source>
            <translation>neuronales Netz</translation>
        </message>
        <message>
            <location filename="../algorithms/traincyclegan.py" />
            <source>Train CycleGAN</source>
            <translation>CycleGAN trainieren</translation>
        </message>
        <message>
            <location filename="../algorithms/traincyclegan.py" />
            <source>Trains a CycleGAN model that turns rasters of one kind into another kind and back, without pairs.</source>
            <translation>Trainiert ein CycleGAN-Modell, das Raster einer Art in eine andere Art verwandelt und zurück, ohne Paare.</translation>
        </message>
        <message>
            <location filename="../algorithms/traincyclegan.py" />
            <source>Trains a CycleGAN (Zhu et al. 2017) on the chips of "Export unpaired chips": two domains, such as two sensors, seasons or places, that need not show the same ground. Two generators learn the two directions together, each so that its results look like the other domain, and so that the other generator leads back to where it came from. The defaults are those of the paper. Where the same places are there in both domains, "Train pix2pix" is faster and more faithful.</source>
            <translation>Trainiert ein CycleGAN (Zhu et al. 2017) mit den Chips von „Ungepaarte Chips exportieren“: zwei Domänen, etwa zwei Sensoren, Jahreszeiten oder Orte, die nicht denselben Boden zeigen müssen. Zwei Generatoren lernen die beiden Richtungen gemeinsam, jeder so, dass seine Ergebnisse wie die andere Domäne aussehen und dass der andere Generator zum Ausgangspunkt zurückführt. Die Vorgaben sind die der Veröffentlichung. Wo es dieselben Orte in beiden Domänen gibt, ist „pix2pix trainieren“ schneller und originalgetreuer.</translation>
        </message>
        <message>
            <location filename="../algorithms/traincyclegan.py" />
            <source>Folders such as trainA and trainB will do as well, and datasets of pairs, of which each side is taken by itself.</source>
            <translation>Ordner wie trainA und trainB gehen auch, ebenso Datensätze aus Paaren, von denen jede Seite für sich genommen wird.</translation>
        </message>
        <message>
            <location filename="../algorithms/traincyclegan.py" />
            <source>A step takes six passes through generators larger than the one of pix2pix, so it takes ten times as long or more, and a graphics card is advisable. To see first whether it works, take few epochs and 16 or 32 filters.</source>
            <translation>Ein Schritt besteht aus sechs Durchgängen durch Generatoren, die größer sind als der von pix2pix, dauert also zehnmal so lange oder länger; eine Grafikkarte ist ratsam. Um zuerst zu sehen, ob es funktioniert, wenige Epochen und 16 oder 32 Filter nehmen.</translation>
        </message>
        <message>
            <location filename="../algorithms/traincyclegan.py" />
            <source>The log shows, after each epoch, the losses and, on the validation chips, the cycle errors: how far A to B to A ends from where it began, in units of A, and the same for B. There is nothing to compare a single step with, and a low cycle error is no proof of quality: look at the sample sheets.</source>
            <translation>Das Protokoll zeigt nach jeder Epoche die Verluste und, für die Validierungschips, die Zyklusfehler: wie weit A nach B nach A von seinem Anfang entfernt endet, in Einheiten von A, und dasselbe für B. Für einen einzelnen Schritt gibt es keinen Vergleich, und ein niedriger Zyklusfehler beweist keine Qualität: die Beispieltafeln ansehen.</translation>
        </message>
        <message>
            <location filename="../algorithms/traincyclegan.py" />
            <source>The run folder gets model.safetensors (both directions, for "Apply model"), report.html with curves and sample pictures, metrics.csv, the sample sheets and the checkpoint.</source>
            <translation>Der Trainingsordner bekommt model.safetensors (beide Richtungen, für „Modell anwenden“), report.html mit Kurven und Beispielbildern, metrics.csv, die Beispieltafeln und den Checkpoint.</translation>
        </message>
        <message>
            <location filename="../algorithms/traincyclegan.py" />
            <source>style transfer</source>
            <translation>Stilübertragung</translation>
        </message>
        <message>
            <location filename="../algorithms/traincyclegan.py" />
            <source>domain</source>
            <translation>Domäne</translation>
        </message>
        <message>
            <location filename="../algorithms/traindcgan.py" />
            <source>Train DCGAN</source>
            <translation>DCGAN trainieren</translation>
        </message>
        <message>
            <location filename="../algorithms/traindcgan.py" />
            <source>Trains a DCGAN that makes chips like those of a dataset out of nothing but noise.</source>
            <translation>Trainiert ein DCGAN, das aus bloßem Rauschen Chips macht, die denen eines Datensatzes gleichen.</translation>
        </message>
        <message>
            <location filename="../algorithms/traindcgan.py" />
            <source>Trains an unconditional GAN (DCGAN, Radford et al. 2016) on chips of one kind, such as ships or fields. There is no input raster: the model makes as many new chips as you like, with "Generate chips".</source>
            <translation>Trainiert ein unbedingtes GAN (DCGAN, Radford et al. 2016) mit Chips einer Art, etwa Schiffen oder Feldern. Es gibt kein Eingaberaster: Das Modell macht so viele neue Chips, wie Sie möchten, mit „Chips erzeugen“.</translation>
        </message>
        <message>
            <location filename="../algorithms/traindcgan.py" />
            <source>Cut the chips with "Export unpaired chips" from one raster, or take a folder of images. Their size must be that of the preset: 64 pixels for dcgan64, 80 pixels for keras80. Any number of bands, any data type and class rasters will do. Some thousand chips are a good start; with fewer, tick differentiable augmentation. More than 64 filters are not needed, and 32 are much faster without a graphics card.</source>
            <translation>Die Chips mit „Ungepaarte Chips exportieren“ aus einem Raster schneiden oder einen Ordner mit Bildern nehmen. Ihre Größe muss die der Voreinstellung sein: 64 Pixel für dcgan64, 80 Pixel für keras80. Beliebig viele Kanäle, jeder Datentyp und Klassenraster sind möglich. Einige tausend Chips sind ein guter Anfang; bei weniger „Differenzierbare Augmentierung“ aktivieren. Mehr als 64 Filter sind nicht nötig, und 32 sind ohne Grafikkarte viel schneller.</translation>
        </message>
        <message>
            <location filename="../algorithms/traindcgan.py" />
            <source>The log shows, after each epoch, the losses, the time left and the diversity: how much generated chips differ, beside real ones. Near 0, nearly the same chip comes out always. Whether chips are any good only looking tells: the run folder gets sample sheets, with training chips in the first column.</source>
            <translation>Das Protokoll zeigt nach jeder Epoche die Verluste, die verbleibende Zeit und die Vielfalt: wie sehr sich erzeugte Chips unterscheiden, verglichen mit echten. Nahe 0 entsteht immer fast derselbe Chip. Ob die Chips etwas taugen, sagt nur der Augenschein: Der Trainingsordner bekommt Beispieltafeln, mit Trainingschips in der ersten Spalte.</translation>
        </message>
        <message>
            <location filename="../algorithms/traindcgan.py" />
            <source>The run folder also gets model.safetensors (the model), report.html, metrics.csv and the checkpoint. You may press Cancel at any time: the last checkpoint stays, and a run with the same settings, the same folder and Resume ticked goes on from there.</source>
            <translation>Der Trainingsordner bekommt außerdem model.safetensors (das Modell), report.html, metrics.csv und den Checkpoint. „Abbruch“ ist jederzeit möglich: Der letzte Checkpoint bleibt, und ein Lauf mit denselben Einstellungen, demselben Ordner und aktiviertem „Fortsetzen“ macht dort weiter.</translation>
        </message>
        <message>
            <location filename="../algorithms/traindcgan.py" />
            <source>unconditional</source>
            <translation>unbedingt</translation>
        </message>
        <message>
            <location filename="../algorithms/traindcgan.py" />
            <source>noise</source>
            <translation>Rauschen</translation>
        </message>
        <message>
            <location filename="../algorithms/traindcgan.py" />
            <source>generate</source>
            <translation>erzeugen</translation>
        </message>
        <message>
            <location filename="../algorithms/traindcgan.py" />
            <source>chips</source>
            <translation>Chips</translation>
        </message>
        <message>
            <location filename="../algorithms/traindcgan.py" />
            <source>keras</source>
            <translation>Keras</translation>
        </message>
        <message>
            <location filename="../algorithms/applymodel.py" />
            <source>Apply model</source>
            <translation>Modell anwenden</translation>
        </message>
        <message>
            <location filename="../algorithms/applymodel.py" />
            <source>Translates a raster with a trained model into a georeferenced synthetic raster.</source>
            <translation>Übersetzt ein Raster mit einem trainierten Modell in ein georeferenziertes synthetisches Raster.</translation>
        </message>
        <message>
            <location filename="../algorithms/applymodel.py" />
            <source>Works on rasters of any size, in pieces that overlap and are blended, so that no seams show. How visible the pieces are is measured and told as the seam index: 1 means not at all. The result lies on exactly the grid and in the coordinate system of the input; pixels without data stay without data.</source>
            <translation>Verarbeitet Raster jeder Größe in Stücken, die sich überlappen und überblendet werden, sodass keine Nähte zu sehen sind. Wie sichtbar die Stücke sind, wird gemessen und als Nahtindex angegeben: 1 heißt gar nicht. Das Ergebnis liegt genau auf dem Gitter und im Koordinatenbezugssystem der Eingabe; Pixel ohne Daten bleiben ohne Daten.</translation>
        </message>
        <message>
            <location filename="../algorithms/applymodel.py" />
            <source>The model file knows which bands it needs, how they are scaled, and what its values mean: there is nothing to set. The input should be of the same kind and about the same pixel size as the data that the model was trained with; you are told before the work begins where pixel size, means or contrasts are far off. A CycleGAN model translates both ways: the way is chosen by the bands of the input, and Direction (advanced) decides where both would fit.</source>
            <translation>Die Modelldatei weiß, welche Kanäle sie braucht, wie sie skaliert sind und was ihre Werte bedeuten: Es gibt nichts einzustellen. Die Eingabe sollte von derselben Art sein und etwa dieselbe Pixelgröße haben wie die Daten, mit denen das Modell trainiert wurde; weichen Pixelgröße, Mittelwerte oder Kontraste weit ab, erfahren Sie es vor Beginn. Ein CycleGAN-Modell übersetzt in beide Richtungen: Welche es ist, wird nach den Kanälen der Eingabe gewählt, und „Richtung“ (fortgeschritten) entscheidet, wo beide passen würden.</translation>
        </message>
        <message>
            <location filename="../algorithms/applymodel.py" />
            <source>The result is a tiled, compressed GeoTIFF with overviews, in the data type and units of the training target. It comes in the look of the target: classes with their names, bands stretched to the values of the training.</source>
            <translation>Das Ergebnis ist ein gekacheltes, komprimiertes GeoTIFF mit Pyramiden, im Datentyp und in den Einheiten des Trainingsziels. Es erscheint im Aussehen des Ziels: Klassen mit ihren Namen, Kanäle auf die Werte des Trainings gestreckt.</translation>
        </message>
        <message>
            <location filename="../algorithms/applymodel.py" />
            <source>On request further rasters tell how sure the network is. Uncertainty holds, for each pixel and band, how far 8 ways to translate are apart (turned, flipped, in other tiles, with dropout), which takes 8 times as long. Cycle error, of CycleGAN models only, holds what does not come back of the input when the result is translated back.</source>
            <translation>Auf Wunsch sagen weitere Raster, wie sicher das Netz ist. „Unsicherheit“ enthält für jedes Pixel und jeden Kanal, wie weit 8 Arten zu übersetzen auseinanderliegen (gedreht, gespiegelt, in anderen Kacheln, mit Dropout); das dauert 8-mal so lange. „Zyklusfehler“, nur bei CycleGAN-Modellen, enthält, was von der Eingabe nicht wiederkommt, wenn das Ergebnis zurückübersetzt wird.</translation>
        </message>
        <message>
            <location filename="../algorithms/applymodel.py" />
            <source>The result is marked as synthetic in its tags, and the file beside it that ends in .provenance.json holds the whole job: generated pixels look real but are no observation, so do not measure or map from them what the model cannot know.</source>
            <translation>Das Ergebnis ist in seinen Tags als synthetisch gekennzeichnet, und die Datei daneben, die auf .provenance.json endet, enthält den ganzen Auftrag: Erzeugte Pixel sehen echt aus, sind aber keine Beobachtung. Also nichts daraus messen oder kartieren, was das Modell nicht wissen kann.</translation>
        </message>
        <message>
            <location filename="../algorithms/applymodel.py" />
            <source>inference</source>
            <translation>Inferenz</translation>
        </message>
        <message>
            <location filename="../algorithms/applymodel.py" />
            <source>predict</source>
            <translation>vorhersagen</translation>
        </message>
        <message>
            <location filename="../algorithms/applymodel.py" />
            <source>translate</source>
            <translation>übersetzen</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatemodel.py" />
            <source>Evaluate model</source>
            <translation>Modell bewerten</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatemodel.py" />
            <source>Measures how near a model comes to the real chips of a dataset, beside trivial models.</source>
            <translation>Misst, wie nahe ein Modell an die echten Chips eines Datensatzes kommt, neben trivialen Modellen.</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatemodel.py" />
            <source>Applies a model to the chips of a dataset, by default to those of the test part, and compares what it makes with the real target: MAE, RMSE and bias in units of the target, PSNR, SSIM and, of several bands, the spectral angle; of class rasters accuracy and IoU. Pixels without data do not count.</source>
            <translation>Wendet ein Modell auf die Chips eines Datensatzes an, normalerweise auf die des Testteils, und vergleicht, was es macht, mit dem echten Ziel: MAE, RMSE und systematische Abweichung in Einheiten des Ziels, PSNR, SSIM und bei mehreren Kanälen der Spektralwinkel; bei Klassenrastern Genauigkeit und IoU. Pixel ohne Daten zählen nicht.</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatemodel.py" />
            <source>The same figures are worked out for trivial models, fitted on the training chips of the dataset: the input copied, the mean colour or the most frequent class, and a linear regression, pixel by pixel. You are told where the model is not better than one of them.</source>
            <translation>Dieselben Kennzahlen werden für triviale Modelle berechnet, angepasst an die Trainingschips des Datensatzes: die kopierte Eingabe, die mittlere Farbe oder die häufigste Klasse, und eine lineare Regression, Pixel für Pixel. Sie erfahren, wo das Modell nicht besser ist als eines davon.</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatemodel.py" />
            <source>With the file of a feature extractor, FID and KID say how far all generated chips together are from all real ones. That suits models of CycleGAN, for which many pictures are right. On fewer than 2048 chips you are warned that the figures cannot be compared with published ones.</source>
            <translation>Mit der Datei eines Merkmalsextraktors sagen FID und KID, wie weit alle erzeugten Chips zusammen von allen echten entfernt sind. Das passt zu CycleGAN-Modellen, bei denen viele Bilder richtig sind. Bei weniger als 2048 Chips gibt es eine Warnung, dass die Zahlen nicht mit veröffentlichten vergleichbar sind.</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatemodel.py" />
            <source>The layer has a polygon per chip with its figures and is coloured by MAE, so that you see where on the map the model fails. The report shows the figures of each band or class, and the worst and the best chips as pictures.</source>
            <translation>Der Layer hat ein Polygon je Chip mit seinen Kennzahlen und ist nach dem MAE eingefärbt, sodass Sie auf der Karte sehen, wo das Modell versagt. Der Bericht zeigt die Kennzahlen jedes Kanals oder jeder Klasse und die schlechtesten und besten Chips als Bilder.</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatemodel.py" />
            <source>Bands, classes and data type must be those that the model was trained with; another pixel size is warned of. Test chips count only if the model was not trained on them: take the dataset of the training, or one of another place.</source>
            <translation>Kanäle, Klassen und Datentyp müssen die sein, mit denen das Modell trainiert wurde; bei anderer Pixelgröße wird gewarnt. Testchips zählen nur, wenn das Modell nicht mit ihnen trainiert wurde: den Datensatz des Trainings nehmen oder den eines anderen Ortes.</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatemodel.py" />
            <source>accuracy</source>
            <translation>Genauigkeit</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatemodel.py" />
            <source>metrics</source>
            <translation>Metriken</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatemodel.py" />
            <source>mae</source>
            <translation>MAE</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatemodel.py" />
            <source>rmse</source>
            <translation>RMSE</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatemodel.py" />
            <source>psnr</source>
            <translation>PSNR</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatemodel.py" />
            <source>ssim</source>
            <translation>SSIM</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatemodel.py" />
            <source>iou</source>
            <translation>IoU</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatemodel.py" />
            <source>fid</source>
            <translation>FID</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatemodel.py" />
            <source>kid</source>
            <translation>KID</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatemodel.py" />
            <source>baseline</source>
            <translation>Vergleichsmodell</translation>
        </message>
        <message>
            <location filename="../algorithms/fillgaps.py" />
            <source>Fill gaps</source>
            <translation>Lücken füllen</translation>
        </message>
        <message>
            <location filename="../algorithms/fillgaps.py" />
            <source>Fills the gaps of a raster with what a model makes of another raster of the same place.</source>
            <translation>Füllt die Lücken eines Rasters mit dem, was ein Modell aus einem anderen Raster desselben Ortes macht.</translation>
        </message>
        <message>
            <location filename="../algorithms/fillgaps.py" />
            <source>Gaps are pixels without data: clouds that were masked, stripes, holes. The condition is a raster of the same place that has none there, such as radar, an older image or a map; the model is one that turns the condition into the raster with gaps. The condition may have another grid and coordinate system.</source>
            <translation>Lücken sind Pixel ohne Daten: maskierte Wolken, Streifen, Löcher. Die Bedingung ist ein Raster desselben Ortes, das dort keine hat, etwa Radar, ein älteres Bild oder eine Karte; das Modell ist eines, das die Bedingung in das Raster mit den Lücken verwandelt. Die Bedingung kann ein anderes Gitter und Koordinatenbezugssystem haben.</translation>
        </message>
        <message>
            <location filename="../algorithms/fillgaps.py" />
            <source>Real pixels stay exactly as they are. Generated ones are shifted towards the real ones beside them, less and less over 32 pixels, so that the edge of a gap does not show; classes are filled as they come. Gaps where the condition has no data either stay, and are counted.</source>
            <translation>Echte Pixel bleiben genau, wie sie sind. Erzeugte werden an die echten daneben angeglichen, über 32 Pixel immer weniger, sodass der Rand einer Lücke nicht zu sehen ist; Klassen werden eingefüllt, wie sie kommen. Lücken, in denen auch die Bedingung keine Daten hat, bleiben und werden gezählt.</translation>
        </message>
        <message>
            <location filename="../algorithms/fillgaps.py" />
            <source>The last band of the result tells each pixel: 0 is real, 1 is generated. The file is marked as synthetic in part: what fills a gap is plausible, but was observed by nobody. A raster without gaps is copied, and you are told.</source>
            <translation>Der letzte Kanal des Ergebnisses sagt es für jedes Pixel: 0 ist echt, 1 ist erzeugt. Die Datei wird als teilweise synthetisch gekennzeichnet: Was eine Lücke füllt, ist plausibel, aber niemand hat es beobachtet. Ein Raster ohne Lücken wird kopiert, und das wird gemeldet.</translation>
        </message>
        <message>
            <location filename="../algorithms/fillgaps.py" />
            <source>clouds</source>
            <translation>Wolken</translation>
        </message>
        <message>
            <location filename="../algorithms/fillgaps.py" />
            <source>holes</source>
            <translation>Löcher</translation>
        </message>
        <message>
            <location filename="../algorithms/fillgaps.py" />
            <source>stripes</source>
            <translation>Streifen</translation>
        </message>
        <message>
            <location filename="../algorithms/fillgaps.py" />
            <source>nodata</source>
            <translation>NoData</translation>
        </message>
        <message>
            <location filename="../algorithms/fillgaps.py" />
            <source>inpainting</source>
            <translation>Inpainting</translation>
        </message>
        <message>
            <location filename="../algorithms/generatechips.py" />
            <source>Generate chips</source>
            <translation>Chips erzeugen</translation>
        </message>
        <message>
            <location filename="../algorithms/generatechips.py" />
            <source>Makes a sheet of synthetic chips with a DCGAN model, out of nothing but noise.</source>
            <translation>Erstellt einen Bogen synthetischer Chips mit einem DCGAN-Modell, aus bloßem Rauschen.</translation>
        </message>
        <message>
            <location filename="../algorithms/generatechips.py" />
            <source>Needs a model of "Train DCGAN" and no raster. The chips lie side by side in one raster, from left to right and downwards, with the bands, data type, units and pixel size of the training data; places of the last row that stay empty have no data.</source>
            <translation>Braucht ein Modell von „DCGAN trainieren“ und kein Raster. Die Chips liegen nebeneinander in einem Raster, von links nach rechts und nach unten, mit Kanälen, Datentyp, Einheiten und Pixelgröße der Trainingsdaten; leere Plätze der letzten Reihe haben keine Daten.</translation>
        </message>
        <message>
            <location filename="../algorithms/generatechips.py" />
            <source>Each chip has a seed of its own: the first that of the noise seed, the second the next one, and so on, so that a chip that you like can be made again. With Interpolate ticked the chips lead step by step from the first seed to the next one. Smooth steps show that the model has learned more than single chips by heart.</source>
            <translation>Jeder Chip hat einen eigenen Startwert: der erste den des Rauschens, der zweite den nächsten und so weiter, sodass ein Chip, der gefällt, wieder erzeugt werden kann. Ist „Interpolieren“ aktiviert, führen die Chips Schritt für Schritt vom ersten Startwert zum nächsten. Sanfte Übergänge zeigen, dass das Modell mehr gelernt hat als einzelne Chips auswendig.</translation>
        </message>
        <message>
            <location filename="../algorithms/generatechips.py" />
            <source>The sheet may lie anywhere: give its upper left corner and, if need be, a coordinate system. It is marked as synthetic in its tags, together with the checksum of the model: nothing in it was observed anywhere.</source>
            <translation>Der Bogen kann überall liegen: seine obere linke Ecke und bei Bedarf ein Koordinatenbezugssystem angeben. Er wird in seinen Tags als synthetisch gekennzeichnet, zusammen mit der Prüfsumme des Modells: Nichts darin wurde irgendwo beobachtet.</translation>
        </message>
        <message>
            <location filename="../algorithms/generatechips.py" />
            <source>sheet</source>
            <translation>Bogen</translation>
        </message>
        <message>
            <location filename="../algorithms/generatechips.py" />
            <source>interpolation</source>
            <translation>Interpolation</translation>
        </message>
        <message>
            <location filename="../algorithms/verifyprovenance.py" />
            <source>Verify provenance</source>
            <translation>Herkunft prüfen</translation>
        </message>
        <message>
            <location filename="../algorithms/verifyprovenance.py" />
            <source>Tells what a raster says about whether its pixels are synthetic, and what made them.</source>
            <translation>Sagt, was ein Raster darüber mitteilt, ob seine Pixel synthetisch sind und wodurch sie entstanden.</translation>
        </message>
        <message>
            <location filename="../algorithms/verifyprovenance.py" />
            <source>Looks at the tags of any raster, at its XMP packet, which other programs write too, at the names of its bands, and at the file that SatGAN leaves beside each raster that it generates. That file counts only where the checksum of the pixels is still the one that it names.</source>
            <translation>Betrachtet die Tags eines beliebigen Rasters, sein XMP-Paket, das auch andere Programme schreiben, die Namen seiner Kanäle und die Datei, die SatGAN neben jedes erzeugte Raster legt. Diese Datei zählt nur, wenn die Prüfsumme der Pixel noch die ist, die sie nennt.</translation>
        </message>
        <message>
            <location filename="../algorithms/verifyprovenance.py" />
            <source>The result is yes where any of them says synthetic, no where the packet says that the raster was captured from life, else unknown. Nobody can tell from missing marks that a raster is real: marks get lost, and can be taken away. The pixels themselves are not judged.</source>
            <translation>Das Ergebnis ist yes, wo eines davon synthetisch sagt, no, wo das Paket sagt, dass das Raster aufgenommen wurde, sonst unknown. Aus fehlenden Kennzeichen kann niemand schließen, dass ein Raster echt ist: Kennzeichen gehen verloren und können entfernt werden. Die Pixel selbst werden nicht beurteilt.</translation>
        </message>
        <message>
            <location filename="../algorithms/verifyprovenance.py" />
            <source>Where the file is there, the whole job that made the raster is a result, so that it can be run again.</source>
            <translation>Wo die Datei vorhanden ist, gehört der ganze Auftrag, durch den das Raster entstand, zu den Ergebnissen, sodass er erneut ausgeführt werden kann.</translation>
        </message>
        <message>
            <location filename="../algorithms/verifyprovenance.py" />
            <source>fake</source>
            <translation>Fälschung</translation>
        </message>
        <message>
            <location filename="../algorithms/verifyprovenance.py" />
            <source>deepfake</source>
            <translation>Deepfake</translation>
        </message>
        <message>
            <location filename="../algorithms/verifyprovenance.py" />
            <source>origin</source>
            <translation>Ursprung</translation>
        </message>
        <message>
            <location filename="../algorithms/verifyprovenance.py" />
            <source>lineage</source>
            <translation>Entstehung</translation>
        </message>
        <message>
            <location filename="../algorithms/verifyprovenance.py" />
            <source>metadata</source>
            <translation>Metadaten</translation>
        </message>
        <message>
            <location filename="../algorithms/verifyprovenance.py" />
            <source>XMP</source>
            <translation>XMP</translation>
        </message>
        <message>
            <location filename="../algorithms/verifyprovenance.py" />
            <source>checksum</source>
            <translation>Prüfsumme</translation>
        </message>
        <message>
            <location filename="../algorithms/verifyprovenance.py" />
            <source>authenticity</source>
            <translation>Echtheit</translation>
        </message>
        <message>
            <location filename="../algorithms/modelinformation.py" />
            <source>Model information</source>
            <translation>Modellinformationen</translation>
        </message>
        <message>
            <location filename="../algorithms/modelinformation.py" />
            <source>Shows which data a model file needs, what it makes of them and how it was trained.</source>
            <translation>Zeigt, welche Daten eine Modelldatei braucht, was sie daraus macht und wie sie trainiert wurde.</translation>
        </message>
        <message>
            <location filename="../algorithms/modelinformation.py" />
            <source>Reads the card that every SatGAN model file carries: kind of model and network, names of the bands that go in and come out, classes, scaling, nodata, pixel size, training settings, and how well the model did on the validation chips.</source>
            <translation>Liest die Karte, die jede SatGAN-Modelldatei mitführt: Art von Modell und Netz, Namen der Kanäle, die hinein- und herausgehen, Klassen, Skalierung, NoData, Pixelgröße, Trainingseinstellungen und wie gut das Modell bei den Validierungschips abschnitt.</translation>
        </message>
        <message>
            <location filename="../algorithms/modelinformation.py" />
            <source>The model card shows all of it as a page, which opens in the Results Viewer. The main fields are results, so that a graphical model or a script can decide by them.</source>
            <translation>Die Modellkarte zeigt alles als Seite, die sich in der Ergebnisanzeige öffnet. Die wichtigsten Felder sind Ergebnisse, sodass ein grafisches Modell oder ein Skript danach entscheiden kann.</translation>
        </message>
        <message>
            <location filename="../algorithms/modelinformation.py" />
            <source>Nothing in a model file is ever run: it holds numbers and text only, so that looking into one that somebody sent you is safe.</source>
            <translation>Aus einer Modelldatei wird nie etwas ausgeführt: Sie enthält nur Zahlen und Text, sodass der Blick in eine, die Ihnen jemand geschickt hat, ungefährlich ist.</translation>
        </message>
        <message>
            <location filename="../algorithms/modelinformation.py" />
            <source>card</source>
            <translation>Modellkarte</translation>
        </message>
        <message>
            <location filename="../algorithms/modelinformation.py" />
            <source>bands</source>
            <translation>Kanäle</translation>
        </message>
        <message>
            <location filename="../algorithms/modelinformation.py" />
            <source>provenance</source>
            <translation>Herkunft</translation>
        </message>
        <message>
            <location filename="../algorithms/modelinformation.py" />
            <source>training record</source>
            <translation>Trainingsnachweis</translation>
        </message>
        <message>
            <location filename="../algorithms/modelinformation.py" />
            <source>safetensors</source>
            <translation>safetensors</translation>
        </message>
        <message>
            <location filename="../algorithms/importcheckpoint.py" />
            <source>Import checkpoint</source>
            <translation>Checkpoint importieren</translation>
        </message>
        <message>
            <location filename="../algorithms/importcheckpoint.py" />
            <source>Makes a model file of a generator that was trained with pytorch-CycleGAN-and-pix2pix.</source>
            <translation>Macht eine Modelldatei aus einem Generator, der mit pytorch-CycleGAN-and-pix2pix trainiert wurde.</translation>
        </message>
        <message>
            <location filename="../algorithms/importcheckpoint.py" />
            <source>Takes the file of a generator, such as latest_net_G.pth of pix2pix or latest_net_G_A.pth of CycleGAN, and writes a model file for "Apply model". Which network it is, its normalisation, and its numbers of bands and filters are told from the weights: there is nothing to set. U-Nets of 256 and 128 pixels and ResNets of 9 and 6 blocks can be imported.</source>
            <translation>Nimmt die Datei eines Generators, etwa latest_net_G.pth von pix2pix oder latest_net_G_A.pth von CycleGAN, und schreibt eine Modelldatei für „Modell anwenden“. Um welches Netz es sich handelt, seine Normalisierung und die Anzahl der Kanäle und Filter sagen die Gewichte: Es gibt nichts einzustellen. U-Nets mit 256 und 128 Pixeln und ResNets mit 9 und 6 Blöcken können importiert werden.</translation>
        </message>
        <message>
            <location filename="../algorithms/importcheckpoint.py" />
            <source>Such a file does not tell what it was trained on. It is taken to expect and to make 8-bit values, the bands in the order red, green, blue. Apply it to images like those that it was trained on, with pixels of the same size: it knows no other sensor. Its licence is that of its authors.</source>
            <translation>Eine solche Datei sagt nicht, womit sie trainiert wurde. Es wird angenommen, dass sie 8-Bit-Werte erwartet und erzeugt, mit den Kanälen in der Reihenfolge Rot, Grün, Blau. Auf Bilder wie die anwenden, mit denen sie trainiert wurde, mit gleich großen Pixeln: Einen anderen Sensor kennt sie nicht. Ihre Lizenz ist die ihrer Autoren.</translation>
        </message>
        <message>
            <location filename="../algorithms/importcheckpoint.py" />
            <source>The reference applies generators with the statistics of each image. "Apply model" measures them once for the whole raster, so that neighbouring tiles match.</source>
            <translation>Die Referenz wendet Generatoren mit der Statistik jedes einzelnen Bildes an. „Modell anwenden“ misst sie einmal für das ganze Raster, sodass benachbarte Kacheln zusammenpassen.</translation>
        </message>
        <message>
            <location filename="../algorithms/importcheckpoint.py" />
            <source>Files are read in a way that runs nothing of what they hold; a file with whole Python objects is refused.</source>
            <translation>Dateien werden so gelesen, dass nichts aus ihrem Inhalt ausgeführt wird; eine Datei mit ganzen Python-Objekten wird abgelehnt.</translation>
        </message>
        <message>
            <location filename="../algorithms/importcheckpoint.py" />
            <source>pth</source>
            <translation>pth</translation>
        </message>
        <message>
            <location filename="../algorithms/importcheckpoint.py" />
            <source>pytorch</source>
            <translation>PyTorch</translation>
        </message>
        <message>
            <location filename="../algorithms/importcheckpoint.py" />
            <source>weights</source>
            <translation>Gewichte</translation>
        </message>
        <message>
            <location filename="../algorithms/importcheckpoint.py" />
            <source>convert</source>
            <translation>umwandeln</translation>
        </message>
        <message>
            <location filename="../algorithms/importcheckpoint.py" />
            <source>pretrained</source>
            <translation>vortrainiert</translation>
        </message>
        <message>
            <location filename="../algorithms/importcheckpoint.py" />
            <source>generator</source>
            <translation>Generator</translation>
        </message>
        <message>
            <location filename="../algorithms/exportmodel.py" />
            <source>Export model</source>
            <translation>Modell exportieren</translation>
        </message>
        <message>
            <location filename="../algorithms/exportmodel.py" />
            <source>Writes the generator of a model file as ONNX, for programs without PyTorch.</source>
            <translation>Schreibt den Generator einer Modelldatei als ONNX, für Programme ohne PyTorch.</translation>
        </message>
        <message>
            <location filename="../algorithms/exportmodel.py" />
            <source>ONNX is read by ONNX Runtime, OpenVINO, TensorRT and many more programs and languages. The file holds the generator as "Apply model" uses it: fixed statistics, no dropout. It takes any number of images at once, of any size that is a multiple of what the generator needs.</source>
            <translation>ONNX wird von ONNX Runtime, OpenVINO, TensorRT und vielen weiteren Programmen und Sprachen gelesen. Die Datei enthält den Generator, wie „Modell anwenden“ ihn verwendet: feste Statistik, kein Dropout. Sie nimmt beliebig viele Bilder auf einmal, in jeder Größe, die ein Vielfaches dessen ist, was der Generator braucht.</translation>
        </message>
        <message>
            <location filename="../algorithms/exportmodel.py" />
            <source>Before the file is written, ONNX Runtime computes made chips of two sizes with it, and the results are compared with those of PyTorch. If they differ by more than 0.0001 (0.004 with instance and group norm, which enlarge what was rounded), there is no file.</source>
            <translation>Bevor die Datei geschrieben wird, berechnet ONNX Runtime damit künstliche Chips in zwei Größen, und die Ergebnisse werden mit denen von PyTorch verglichen. Weichen sie um mehr als 0,0001 ab (0,004 bei Instanz- und Gruppennormalisierung, die Rundungen vergrößern), gibt es keine Datei.</translation>
        </message>
        <message>
            <location filename="../algorithms/exportmodel.py" />
            <source>Values go in and come out from -1 to 1, with 0 where there is no data. The metadata of the file hold the card of the model as JSON under "card": bands, scaling, classes, nodata, pixel size. Tiles, their blending and the marks of synthetic pixels are left to the program that uses it.</source>
            <translation>Werte gehen von -1 bis 1 hinein und heraus, mit 0, wo keine Daten sind. Die Metadaten der Datei enthalten die Karte des Modells als JSON unter „card“: Kanäle, Skalierung, Klassen, NoData, Pixelgröße. Kacheln, ihre Überblendung und die Kennzeichen synthetischer Pixel bleiben dem Programm überlassen, das sie verwendet.</translation>
        </message>
        <message>
            <location filename="../algorithms/exportmodel.py" />
            <source>onnx</source>
            <translation>ONNX</translation>
        </message>
        <message>
            <location filename="../algorithms/exportmodel.py" />
            <source>onnxruntime</source>
            <translation>ONNX Runtime</translation>
        </message>
        <message>
            <location filename="../algorithms/exportmodel.py" />
            <source>deploy</source>
            <translation>ausliefern</translation>
        </message>
        <message>
            <location filename="../algorithms/checkengine.py" />
            <source>Reports whether the engine works, which Python and packages it has and which devices it can use.</source>
            <translation>Meldet, ob die Engine funktioniert, welches Python und welche Pakete sie hat und welche Geräte sie nutzen kann.</translation>
        </message>
        <message>
            <location filename="../algorithms/checkengine.py" />
            <source>SatGAN calculates in a Python of its own, the engine, so that PyTorch and QGIS cannot disturb each other. This algorithm starts it and says what it found.</source>
            <translation>SatGAN rechnet in einem eigenen Python, der Engine, sodass PyTorch und QGIS einander nicht stören können. Dieser Algorithmus startet sie und sagt, was er vorgefunden hat.</translation>
        </message>
        <message>
            <location filename="../algorithms/checkengine.py" />
            <source>READY is 1 if the engine can be used. If not, it is 0 and the report says why and what to do; the algorithm itself does not fail, so that a script can go by the result.</source>
            <translation>READY ist 1, wenn die Engine verwendet werden kann. Wenn nicht, ist es 0, und der Bericht sagt, warum und was zu tun ist; der Algorithmus selbst schlägt nicht fehl, damit ein Skript sich nach dem Ergebnis richten kann.</translation>
        </message>
        <message>
            <location filename="../algorithms/checkengine.py" />
            <source>The engine is looked for in this order: the setting "Python of your own" (Settings &gt; Options &gt; Processing &gt; SatGAN), the environment variable SATGAN_PYTHON, the environment that "Install engine" made.</source>
            <translation>Die Engine wird in dieser Reihenfolge gesucht: die Einstellung „Eigenes Python“ (Einstellungen &gt; Optionen &gt; Verarbeitung &gt; SatGAN), die Umgebungsvariable SATGAN_PYTHON, die Umgebung, die „Engine installieren“ angelegt hat.</translation>
        </message>
        <message>
            <location filename="../algorithms/checkengine.py" />
            <source>When you report a problem, add what "Copy diagnostics" copies, on the same page of the options.</source>
            <translation>Wenn Sie ein Problem melden, fügen Sie bei, was „Diagnose kopieren“ auf derselben Seite der Optionen kopiert.</translation>
        </message>
        <message>
            <location filename="../algorithms/checkengine.py" />
            <source>diagnose</source>
            <translation>Diagnose</translation>
        </message>
        <message>
            <location filename="../algorithms/checkengine.py" />
            <source>status</source>
            <translation>Status</translation>
        </message>
        <message>
            <location filename="../algorithms/checkengine.py" />
            <source>gpu</source>
            <translation>Grafikkarte</translation>
        </message>
        <message>
            <location filename="../algorithms/checkengine.py" />
            <source>cuda</source>
            <translation>CUDA</translation>
        </message>
        <message>
            <location filename="../algorithms/checkengine.py" />
            <source>version</source>
            <translation>Version</translation>
        </message>
        <message>
            <location filename="../algorithms/checkengine.py" />
            <source>troubleshooting</source>
            <translation>Fehlersuche</translation>
        </message>
        <message>
            <location filename="../algorithms/installengine.py" />
            <source>Install engine</source>
            <translation>Engine installieren</translation>
        </message>
        <message>
            <location filename="../algorithms/installengine.py" />
            <source>Installs PyTorch and the other packages that SatGAN needs into a Python environment of their own.</source>
            <translation>Installiert PyTorch und die übrigen Pakete, die SatGAN braucht, in einer eigenen Python-Umgebung.</translation>
        </message>
        <message>
            <location filename="../algorithms/installengine.py" />
            <source>Needed once, before the first run, and again where a new version of the plugin asks for it: then it upgrades. QGIS's own Python and your other plugins are not touched: everything goes into one folder, the folder satgan/engine of your QGIS user profile unless you name another, which is remembered. Delete it to uninstall.</source>
            <translation>Einmal nötig, vor dem ersten Lauf, und erneut, wo eine neue Version der Erweiterung es verlangt: Dann wird aktualisiert. Das Python von QGIS und andere Erweiterungen bleiben unberührt: Alles kommt in einen Ordner, den Ordner satgan/engine Ihres QGIS-Benutzerprofils, wenn Sie keinen anderen angeben, der dann gemerkt wird. Zum Deinstallieren diesen Ordner löschen.</translation>
        </message>
        <message>
            <location filename="../algorithms/installengine.py" />
            <source>PyTorch comes in builds for processors, about 0.5 GB to download and 2 GB on the disk with all that it needs, and for graphics cards (CUDA), about 3.3 GB to download and 8 GB on the disk. auto takes what pip offers for your computer: on Linux with an Intel or AMD processor that is the one for graphics cards, on Windows and Macs the other, which uses the graphics of Macs too. If that is not the build you want, open the installation page of PyTorch, choose your system there, and copy the address behind --index-url into "Package index for PyTorch".</source>
            <translation>PyTorch gibt es in Varianten für Prozessoren, mit allem Nötigen etwa 0,5 GB zum Herunterladen und 2 GB auf dem Datenträger, und für Grafikkarten (CUDA), etwa 3,3 GB zum Herunterladen und 8 GB auf dem Datenträger. auto nimmt, was pip für Ihren Computer anbietet: unter Linux mit Intel- oder AMD-Prozessor die für Grafikkarten, unter Windows und auf Macs die andere, die auch die Grafik von Macs nutzt. Ist das nicht die gewünschte Variante, die Installationsseite von PyTorch öffnen, dort das eigene System auswählen und die Adresse hinter --index-url in „Paketindex für PyTorch“ einfügen.</translation>
        </message>
        <message>
            <location filename="../algorithms/installengine.py" />
            <source>The log says first which build it is going to be, how large and where. Then pip downloads it, through the proxy of the QGIS settings if there is one. If it fails or is cancelled, the half-made environment is removed again and an earlier one stays as it was; the log then holds a text that you can paste into an issue.</source>
            <translation>Das Protokoll sagt zuerst, welche Variante es wird, wie groß und wo. Dann lädt pip sie herunter, über den Proxy der QGIS-Einstellungen, wenn es einen gibt. Schlägt es fehl oder wird es abgebrochen, wird die halb fertige Umgebung wieder entfernt, und eine frühere bleibt, wie sie war; das Protokoll enthält dann einen Text, den Sie in einen Fehlerbericht einfügen können.</translation>
        </message>
        <message>
            <location filename="../algorithms/installengine.py" />
            <source>An environment that you made yourself can be used instead: name its Python in Settings &gt; Options &gt; Processing &gt; SatGAN, or in the environment variable SATGAN_PYTHON.</source>
            <translation>Stattdessen kann eine selbst angelegte Umgebung verwendet werden: ihr Python in Einstellungen &gt; Optionen &gt; Verarbeitung &gt; SatGAN angeben oder in der Umgebungsvariable SATGAN_PYTHON.</translation>
        </message>
        <message>
            <location filename="../algorithms/installengine.py" />
            <source>setup</source>
            <translation>Einrichtung</translation>
        </message>
        <message>
            <location filename="../algorithms/installengine.py" />
            <source>pip</source>
            <translation>pip</translation>
        </message>
        <message>
            <location filename="../algorithms/installengine.py" />
            <source>venv</source>
            <translation>venv</translation>
        </message>
        <message>
            <location filename="../algorithms/installengine.py" />
            <source>environment</source>
            <translation>Umgebung</translation>
        </message>
        <message>
            <location filename="../algorithms/installengine.py" />
            <source>torch</source>
            <translation>torch</translation>
        </message>
        <message>
            <location filename="../algorithms/installengine.py" />
            <source>dependencies</source>
            <translation>Abhängigkeiten</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Footprints</source>
            <translation>Grundrisse</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Polygons in any coordinate system: they are reprojected on the way, the layer itself stays as it is.</source>
            <translation>Polygone in einem beliebigen Koordinatenbezugssystem: Sie werden unterwegs umprojiziert, der Layer selbst bleibt, wie er ist.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Reference raster</source>
            <translation>Referenzraster</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Gives pixel grid, size and coordinate system of the class raster.</source>
            <translation>Gibt Pixelgitter, Größe und Koordinatenbezugssystem des Klassenrasters vor.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Class field</source>
            <translation>Klassenfeld</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Numbers become the class values as they are; texts are numbered from 1 in alphabetical order and stay readable as category names. Empty: every polygon gets the value below.</source>
            <translation>Zahlen werden unverändert zu Klassenwerten; Texte werden in alphabetischer Reihenfolge ab 1 nummeriert und bleiben als Kategorienamen lesbar. Leer: Jedes Polygon bekommt den Wert darunter.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Class value without a class field</source>
            <translation>Klassenwert ohne Klassenfeld</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>The background is 0.</source>
            <translation>Der Hintergrund ist 0.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Buffer</source>
            <translation>Puffer</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Grows (or, if negative, shrinks) each polygon, in map units of the reference raster.</source>
            <translation>Vergrößert (oder, wenn negativ, verkleinert) jedes Polygon, in Karteneinheiten des Referenzrasters.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Burn all touched pixels</source>
            <translation>Alle berührten Pixel einbrennen</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Otherwise a pixel belongs to a polygon when its centre lies inside.</source>
            <translation>Sonst gehört ein Pixel zu einem Polygon, wenn sein Mittelpunkt darin liegt.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Extent</source>
            <translation>Ausdehnung</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Only this part is used: xmin,xmax,ymin,ymax in map units, with [EPSG:n] behind it where the coordinates are not in the coordinate system of the raster. It is widened to whole pixels. Empty: everything.</source>
            <translation>Nur dieser Teil wird verwendet: xmin,xmax,ymin,ymax in Karteneinheiten, mit [EPSG:n] dahinter, wenn die Koordinaten nicht im Koordinatenbezugssystem des Rasters sind. Er wird auf ganze Pixel erweitert. Leer: alles.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Class raster</source>
            <translation>Klassenraster</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>GeoTIFF with palette and category names.</source>
            <translation>GeoTIFF mit Palette und Kategorienamen.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Polygons burned</source>
            <translation>Eingebrannte Polygone</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Classes without the background</source>
            <translation>Klassen ohne den Hintergrund</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>The real polygons whose shapes and attributes are taken, all of them alike.</source>
            <translation>Die echten Polygone, deren Formen und Attribute übernommen werden, alle gleich häufig.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Where to place them: xmin,xmax,ymin,ymax in the coordinate system of the footprints, or with another one behind it, like [EPSG:4326]. Empty: where the real ones are.</source>
            <translation>Wohin sie verteilt werden: xmin,xmax,ymin,ymax im Koordinatenbezugssystem der Grundrisse, oder mit einem anderen dahinter, etwa [EPSG:4326]. Leer: wo die echten sind.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Number of footprints (0 = by density)</source>
            <translation>Anzahl der Grundrisse (0 = nach Dichte)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>How many to place.</source>
            <translation>Wie viele verteilt werden.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Density (per hectare; 0 = that of the real ones)</source>
            <translation>Dichte (je Hektar; 0 = die der echten)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>How many to place on each hectare, where no number is given.</source>
            <translation>Wie viele auf jeden Hektar kommen, wenn keine Anzahl angegeben ist.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Smallest distance (metres)</source>
            <translation>Kleinster Abstand (Meter)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Between two footprints. 0: they may lie side by side, but not touch.</source>
            <translation>Zwischen zwei Grundrissen. 0: Sie dürfen nebeneinander liegen, sich aber nicht berühren.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Streets</source>
            <translation>Straßen</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Lines along which to place them, with their longer sides parallel to the street. Empty: anywhere, turned by any angle.</source>
            <translation>Linien, an denen sie aufgereiht werden, mit der längeren Seite parallel zur Straße. Leer: überall, um einen beliebigen Winkel gedreht.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Setback (m)</source>
            <translation>Abstand zur Straße (m)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Between the line of a street and the footprints along it, in metres. They keep it from all other streets, too.</source>
            <translation>Zwischen der Linie einer Straße und den Grundrissen an ihr, in Metern. Sie halten ihn auch zu allen anderen Straßen ein.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Seed</source>
            <translation>Startwert</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>The same seed, data and settings give the same result.</source>
            <translation>Derselbe Startwert, dieselben Daten und Einstellungen ergeben dasselbe Ergebnis.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Forged footprints</source>
            <translation>Erfundene Grundrisse</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Polygons with the attributes of the real ones.</source>
            <translation>Polygone mit den Attributen der echten.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Footprints forged</source>
            <translation>Erfundene Grundrisse (Anzahl)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Input raster</source>
            <translation>Eingaberaster</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Any number of bands, any data type.</source>
            <translation>Beliebig viele Kanäle, jeder Datentyp.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Bands</source>
            <translation>Kanäle</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Empty: all but an alpha band.</source>
            <translation>Leer: alle außer einem Alphakanal.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Number of clusters</source>
            <translation>Anzahl der Cluster</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>How many classes the raster gets. Not used with the centroids of an earlier run.</source>
            <translation>Wie viele Klassen das Raster bekommt. Nicht verwendet mit den Zentroiden eines früheren Laufs.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Sample size (pixels)</source>
            <translation>Stichprobengröße (Pixel)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>The clusters are found on so many pixels, drawn from all over the raster.</source>
            <translation>Die Cluster werden anhand so vieler Pixel gefunden, aus dem ganzen Raster gezogen.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Smallest area (pixels; 0 = keep all)</source>
            <translation>Kleinste Fläche (Pixel; 0 = alle behalten)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Connected areas of fewer pixels are merged into their largest neighbour.</source>
            <translation>Zusammenhängende Flächen aus weniger Pixeln werden mit ihrem größten Nachbarn verschmolzen.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Centroids of an earlier run</source>
            <translation>Zentroide eines früheren Laufs</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Gives the raster the same clusters and legend as the raster of that run, which must measure the same in the same units. Empty: clusters are found anew.</source>
            <translation>Gibt dem Raster dieselben Cluster und dieselbe Legende wie dem Raster jenes Laufs, das dasselbe in denselben Einheiten messen muss. Leer: Cluster werden neu gesucht.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>GeoTIFF with palette and category names; 0 is nodata, clusters begin at 1.</source>
            <translation>GeoTIFF mit Palette und Kategorienamen; 0 ist NoData, Cluster beginnen bei 1.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>Centroids</source>
            <translation>Zentroide</translation>
        </message>
        <message>
            <location filename="../../core/jobs/labels.py" />
            <source>For other rasters that shall have the same legend.</source>
            <translation>Für weitere Raster, die dieselbe Legende haben sollen.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Input raster (A)</source>
            <translation>Eingaberaster (A)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>What the model will be given: a class raster, a radar image, heights, ... A folder takes all its rasters, a text file (.txt) those whose paths stand on its lines.</source>
            <translation>Was das Modell bekommt: ein Klassenraster, ein Radarbild, Höhen, ... Ein Ordner nimmt alle seine Raster, eine Textdatei (.txt) die, deren Pfade auf ihren Zeilen stehen.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Extra input rasters</source>
            <translation>Zusätzliche Eingaberaster</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Their bands follow those of the input, resampled to the grid: heights beside a radar image, for instance.</source>
            <translation>Ihre Kanäle folgen auf die der Eingabe, auf das Gitter neu abgetastet: zum Beispiel Höhen zu einem Radarbild.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Target raster (B)</source>
            <translation>Zielraster (B)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>What the model shall make of it, of the same area. Of two folders or lists, rasters of equal names belong together.</source>
            <translation>Was das Modell daraus machen soll, vom selben Gebiet. Bei zwei Ordnern oder Listen gehören Raster mit gleichen Namen zusammen.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Input bands</source>
            <translation>Eingabekanäle</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>In this order. Empty: all but an alpha band.</source>
            <translation>In dieser Reihenfolge. Leer: alle außer einem Alphakanal.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Target bands</source>
            <translation>Zielkanäle</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Chip size (pixels)</source>
            <translation>Chipgröße (Pixel)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Width and height. The generators unet256 and resunet256 need a multiple of 256, unet128 of 128, global of 16 (32 at least), resnet9 and resnet6 of 4. The DCGAN preset dcgan64 needs 64, keras80 80.</source>
            <translation>Breite und Höhe. Die Generatoren unet256 und resunet256 brauchen ein Vielfaches von 256, unet128 von 128, global von 16 (mindestens 32), resnet9 und resnet6 von 4. Die DCGAN-Voreinstellung dcgan64 braucht 64, keras80 80.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Stride (pixels; 0 = chip size)</source>
            <translation>Schrittweite (Pixel; 0 = Chipgröße)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Distance between neighbouring chips; at the chip size, or 0, they do not overlap.</source>
            <translation>Abstand benachbarter Chips; bei der Chipgröße oder 0 überlappen sie sich nicht.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Grid of the chips</source>
            <translation>Gitter der Chips</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Which raster gives pixel size and coordinate system; the other one is resampled to it on the fly.</source>
            <translation>Welches Raster Pixelgröße und Koordinatenbezugssystem vorgibt; das andere wird unterwegs darauf neu abgetastet.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Resampling</source>
            <translation>Abtastmethode</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>For the raster that is not the grid. auto: nearest for class rasters, bilinear for all others.</source>
            <translation>Für das Raster, das nicht das Gitter vorgibt. auto: nearest für Klassenraster, bilinear für alle anderen.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Mask polygons</source>
            <translation>Maskenpolygone</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Only chips that lie wholly inside these polygons are written.</source>
            <translation>Nur Chips, die ganz innerhalb dieser Polygone liegen, werden geschrieben.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Largest share of nodata (0 to 1)</source>
            <translation>Größter Anteil NoData (0 bis 1)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Chips with a larger share of pixels without data, of a pair in either raster, are rejected.</source>
            <translation>Chips mit einem größeren Anteil Pixel ohne Daten, bei Paaren in einem der beiden Raster, werden verworfen.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Smallest share of content (0 to 1)</source>
            <translation>Kleinster Anteil Inhalt (0 bis 1)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Chip pairs with a smaller share of input pixels that are not background (0) are rejected.</source>
            <translation>Chip-Paare mit einem kleineren Anteil Eingabepixel, die nicht Hintergrund (0) sind, werden verworfen.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Rotation angle (degrees; 0 = none)</source>
            <translation>Drehwinkel (Grad; 0 = keiner)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Each training chip is cut again, turned by this angle, by twice the angle and so on up to a whole turn: 90 gives three copies, 45 seven. At least 1 where it is not 0.</source>
            <translation>Jeder Trainingschip wird noch einmal ausgeschnitten, um diesen Winkel gedreht, um den doppelten Winkel und so weiter bis zu einer ganzen Drehung: 90 ergibt drei Kopien, 45 sieben. Mindestens 1, wenn nicht 0.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Validation share (0 to 0.9)</source>
            <translation>Anteil Validierung (0 bis 0,9)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Chips that steer the training.</source>
            <translation>Chips, die das Training steuern.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Test share (0 to 0.9)</source>
            <translation>Anteil Test (0 bis 0,9)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Chips that are kept apart to judge the model.</source>
            <translation>Chips, die zurückgehalten werden, um das Modell zu beurteilen.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Split</source>
            <translation>Aufteilung</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>blocks keeps neighbouring chips in the same part, so that validation is honest; random does not.</source>
            <translation>blocks hält benachbarte Chips im selben Teil, sodass die Validierung ehrlich ist; random tut das nicht.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Scaling</source>
            <translation>Skalierung</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Which values become black and white to the network. range: smallest and largest of the training chips; percentile: 2nd and 98th; decibel: fixed ranges of radar backscatter. auto: all of 8-bit bands, decibel for bands in dB, else nearly the whole range. Classes need none.</source>
            <translation>Welche Werte für das Netz schwarz und weiß werden. range: kleinster und größter der Trainingschips; percentile: 2. und 98. Perzentil; decibel: feste Bereiche der Radarrückstreuung. auto: bei 8-Bit-Kanälen alles, decibel bei Kanälen in dB, sonst fast der ganze Bereich. Klassen brauchen keine.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Append to the chips in the dataset folder</source>
            <translation>Anhängen an die Chips im Datensatzordner</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>The dataset keeps its scaling.</source>
            <translation>Der Datensatz behält seine Skalierung.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Layout of the folder</source>
            <translation>Anordnung des Ordners</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>How the folder is arranged. satgan keeps everything. esri: images, images2 and map.txt. pix2pix: 8-bit PNG images, side by side. folders: trainA, trainB, valA, ...</source>
            <translation>Wie der Ordner angeordnet ist. satgan behält alles. esri: images, images2 und map.txt. pix2pix: 8-Bit-PNG-Bilder, nebeneinander. folders: trainA, trainB, valA, ...</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Dry run: only count the chips</source>
            <translation>Probelauf: die Chips nur zählen</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Only tells how many chips there would be and how much room they would take.</source>
            <translation>Sagt nur, wie viele Chips es wären und wie viel Platz sie bräuchten.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Dataset folder</source>
            <translation>Datensatzordner</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Must be new or empty unless chips are appended.</source>
            <translation>Muss neu oder leer sein, wenn nicht Chips angehängt werden.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Chip outlines</source>
            <translation>Chip-Umrisse</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>A layer with one polygon per chip: part, share of nodata and of content.</source>
            <translation>Ein Layer mit einem Polygon je Chip: Teil, Anteil von NoData und von Inhalt.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Chip pairs written</source>
            <translation>Geschriebene Chip-Paare</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Chip pairs rejected</source>
            <translation>Verworfene Chip-Paare</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Raster (A)</source>
            <translation>Raster (A)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>One kind of picture. A folder takes all its rasters or plain images, a text file (.txt) those whose paths stand on its lines.</source>
            <translation>Eine Art von Bildern. Ein Ordner nimmt alle seine Raster oder einfachen Bilder, eine Textdatei (.txt) die, deren Pfade auf ihren Zeilen stehen.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Raster (B)</source>
            <translation>Raster (B)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>The other kind, of any place, coordinate system and number of bands. Empty: a dataset of one kind, for DCGAN.</source>
            <translation>Die andere Art, von jedem Ort, in jedem Koordinatenbezugssystem und mit jeder Anzahl von Kanälen. Leer: ein Datensatz einer Art, für DCGAN.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Bands of A</source>
            <translation>Kanäle von A</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Bands of B</source>
            <translation>Kanäle von B</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Extent of A</source>
            <translation>Ausdehnung von A</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Extent of B</source>
            <translation>Ausdehnung von B</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Mask polygons of A</source>
            <translation>Maskenpolygone von A</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Only chips that lie wholly inside are written.</source>
            <translation>Nur Chips, die ganz innerhalb liegen, werden geschrieben.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Mask polygons of B</source>
            <translation>Maskenpolygone von B</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>How the folder is arranged. satgan keeps everything. esri: images and map.txt, in A and B if there are two kinds. folders: trainA, trainB, valA, ...</source>
            <translation>Wie der Ordner angeordnet ist. satgan behält alles. esri: images und map.txt, bei zwei Arten in A und B. folders: trainA, trainB, valA, ...</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Must be new or empty.</source>
            <translation>Muss neu oder leer sein.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Chips of A written</source>
            <translation>Geschriebene Chips von A</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Chips of B written</source>
            <translation>Geschriebene Chips von B</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Chips rejected</source>
            <translation>Verworfene Chips</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Of pairs or without, in any known layout.</source>
            <translation>Aus Paaren oder ohne, in jeder bekannten Anordnung.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Dataset report</source>
            <translation>Datensatzbericht</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Advice, samples, histograms and a map as one page.</source>
            <translation>Ratschläge, Beispiele, Histogramme und eine Karte auf einer Seite.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Chips inspected</source>
            <translation>Geprüfte Chips</translation>
        </message>
        <message>
            <location filename="../../core/jobs/datasets.py" />
            <source>Warnings</source>
            <translation>Warnungen</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Made by "Export paired chips", or pairs of images in another known layout.</source>
            <translation>Erstellt mit „Chip-Paare exportieren“, oder Bildpaare in einer anderen bekannten Anordnung.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Generator</source>
            <translation>Generator</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>unet256 sees 256 x 256 pixels at once; unet128 is a little smaller and works with chips of 128 pixels; resunet256 is unet256 with residual blocks, nearly twice as large. resnet9 and resnet6 see 84 and 60 pixels around each pixel, take chips of nearly any size and leave no seams; they are slower. global is the one of pix2pixHD, for large chips and much memory.</source>
            <translation>unet256 sieht 256 x 256 Pixel auf einmal; unet128 ist etwas kleiner und kommt mit Chips von 128 Pixeln zurecht; resunet256 ist unet256 mit Residualblöcken, fast doppelt so groß. resnet9 und resnet6 sehen 84 und 60 Pixel um jedes Pixel, nehmen Chips fast jeder Größe und hinterlassen keine Nähte; sie sind langsamer. global ist der von pix2pixHD, für große Chips und viel Speicher.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Normalisation layers</source>
            <translation>Normalisierungsschichten</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>batch is the pix2pix recipe. instance and group do not depend on the batch size.</source>
            <translation>batch ist das pix2pix-Rezept. instance und group hängen nicht von der Batchgröße ab.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Dropout</source>
            <translation>Dropout</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Noise inside the generator while training.</source>
            <translation>Rauschen im Generator während des Trainings.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Upsampling</source>
            <translation>Hochskalierung</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>transpose is the pix2pix recipe; resize repeats pixels and convolves them, which avoids checkerboards.</source>
            <translation>transpose ist das pix2pix-Rezept; resize wiederholt Pixel und faltet sie, was Schachbrettmuster vermeidet.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>GAN loss</source>
            <translation>GAN-Verlust</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>vanilla is the pix2pix recipe; lsgan and hinge can be steadier. none trains without a discriminator: blurred but dependable.</source>
            <translation>vanilla ist das pix2pix-Rezept; lsgan und hinge können ruhiger sein. none trainiert ohne Diskriminator: unscharf, aber verlässlich.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Weight of L1</source>
            <translation>Gewicht von L1</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>How much pixel-by-pixel agreement counts beside looking real.</source>
            <translation>Wie viel die Übereinstimmung Pixel für Pixel zählt, neben dem echten Aussehen.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Weight of SSIM (0 = off)</source>
            <translation>Gewicht von SSIM (0 = aus)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>How much agreement of local structure counts; 10 is a start.</source>
            <translation>Wie viel die Übereinstimmung örtlicher Strukturen zählt; 10 ist ein Anfang.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Weight of features (0 = off)</source>
            <translation>Gewicht der Merkmale (0 = aus)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>How much it counts that the discriminator finds the same features in real and generated chips; 10 is the recipe of pix2pixHD.</source>
            <translation>Wie viel es zählt, dass der Diskriminator in echten und erzeugten Chips dieselben Merkmale findet; 10 ist das Rezept von pix2pixHD.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Weight of the perceptual loss (0 = off)</source>
            <translation>Gewicht des Wahrnehmungsverlusts (0 = aus)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>How much it counts that a network that knows photographs sees the same in real and generated chips; 10 is the recipe of pix2pixHD. Above 0 it needs the file with the weights of that network.</source>
            <translation>Wie viel es zählt, dass ein Netz, das Fotos kennt, in echten und erzeugten Chips dasselbe sieht; 10 ist das Rezept von pix2pixHD. Über 0 wird die Datei mit den Gewichten dieses Netzes gebraucht.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Weights for the perceptual loss</source>
            <translation>Gewichte für den Wahrnehmungsverlust</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>The file of torchvision's vgg19 or vgg16, such as vgg19-dcbb9e9d.pth. Three target bands are taken for red, green and blue; of any other number each is looked at as a grey image.</source>
            <translation>Die Datei von vgg19 oder vgg16 aus torchvision, etwa vgg19-dcbb9e9d.pth. Drei Zielkanäle gelten als Rot, Grün und Blau; bei jeder anderen Anzahl wird jeder als Graubild betrachtet.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Discriminator layers</source>
            <translation>Schichten des Diskriminators</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Judges patches of 16, 34, 70, 142, 286 or 574 pixels for 1 to 6 layers; 0 judges each pixel by itself.</source>
            <translation>Beurteilt Ausschnitte von 16, 34, 70, 142, 286 oder 574 Pixeln bei 1 bis 6 Schichten; 0 beurteilt jedes Pixel für sich.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Discriminator scales</source>
            <translation>Maßstäbe des Diskriminators</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>More than 1: further discriminators judge the image at half and a quarter of its resolution, as in pix2pixHD.</source>
            <translation>Mehr als 1: Weitere Diskriminatoren beurteilen das Bild bei der Hälfte und einem Viertel seiner Auflösung, wie bei pix2pixHD.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Discriminator loss factor</source>
            <translation>Verlustfaktor des Diskriminators</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Below 1 slows the discriminator relative to the generator.</source>
            <translation>Unter 1 bremst den Diskriminator gegenüber dem Generator.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Filters</source>
            <translation>Filter</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Width of both networks. 64 is the recipe; 32 is about three times faster and 16 faster still, at lower quality.</source>
            <translation>Breite beider Netze. 64 ist das Rezept; 32 ist etwa dreimal so schnell und 16 noch schneller, bei geringerer Qualität.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Epochs</source>
            <translation>Epochen</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Passes over the data at the full learning rate.</source>
            <translation>Durchgänge durch die Daten mit voller Lernrate.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Decay epochs</source>
            <translation>Abklingepochen</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Further passes, during which the learning rate falls towards 0.</source>
            <translation>Weitere Durchgänge, während derer die Lernrate gegen 0 sinkt.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Batch size (chips)</source>
            <translation>Batchgröße (Chips)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Chips per step. 1 is the recipe of pix2pix and CycleGAN.</source>
            <translation>Chips je Schritt. 1 ist das Rezept von pix2pix und CycleGAN.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Learning rate</source>
            <translation>Lernrate</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Of both networks.</source>
            <translation>Beider Netze.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Augmentation</source>
            <translation>Augmentierung</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>flip mirrors at random; flip_rotate adds quarter turns; jitter enlarges, crops and mirrors as the reference code does.</source>
            <translation>flip spiegelt zufällig; flip_rotate fügt Vierteldrehungen hinzu; jitter vergrößert, beschneidet und spiegelt wie der Referenzcode.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Start from model</source>
            <translation>Mit Modell beginnen</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Fine-tuning: starts with the weights of this model, which must have the same networks and bands. Empty: starts anew.</source>
            <translation>Feinabstimmung: beginnt mit den Gewichten dieses Modells, das dieselben Netze und Kanäle haben muss. Leer: beginnt neu.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Early stopping (epochs; 0 = never)</source>
            <translation>Vorzeitig anhalten (Epochen; 0 = nie)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Stops when the validation figure by which the best epoch is chosen has not improved for so many epochs.</source>
            <translation>Hält an, wenn die Validierungskennzahl, nach der die beste Epoche gewählt wird, so viele Epochen lang nicht besser geworden ist.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Time limit (minutes; 0 = none)</source>
            <translation>Zeitgrenze (Minuten; 0 = keine)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Epochs and decay epochs are made fewer, in proportion, so that the training ends in this time; at least one epoch is done.</source>
            <translation>Epochen und Abklingepochen werden im selben Verhältnis verringert, sodass das Training in dieser Zeit endet; mindestens eine Epoche wird ausgeführt.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Save every (epochs)</source>
            <translation>Speichern alle (Epochen)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>How often the checkpoint and the model file are written. The last epoch is always saved.</source>
            <translation>Wie oft Checkpoint und Modelldatei geschrieben werden. Die letzte Epoche wird immer gespeichert.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Resume from the checkpoint in the run folder</source>
            <translation>Fortsetzen ab dem Checkpoint im Trainingsordner</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Needs the same settings as before.</source>
            <translation>Braucht dieselben Einstellungen wie zuvor.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Device</source>
            <translation>Gerät</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>auto takes the graphics card where PyTorch can use one, else the processor.</source>
            <translation>auto nimmt die Grafikkarte, wenn PyTorch eine nutzen kann, sonst den Prozessor.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Precision</source>
            <translation>Rechengenauigkeit</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>auto takes bf16 where the hardware calculates with it natively (about twice as fast), else fp32.</source>
            <translation>auto nimmt bf16, wo die Hardware nativ damit rechnet (etwa doppelt so schnell), sonst fp32.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Run folder</source>
            <translation>Trainingsordner</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Gets the model file, checkpoint, report, metrics and sample sheets.</source>
            <translation>Bekommt Modelldatei, Checkpoint, Bericht, Kennzahlen und Beispieltafeln.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Training report</source>
            <translation>Trainingsbericht</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Epochs done</source>
            <translation>Ausgeführte Epochen</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Validation MAE (target units) of the last epoch</source>
            <translation>Validierung: MAE (Zieleinheiten) der letzten Epoche</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Validation RMSE (target units) of the last epoch</source>
            <translation>Validierung: RMSE (Zieleinheiten) der letzten Epoche</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Validation Bias (target units) of the last epoch</source>
            <translation>Validierung: systematische Abweichung (Zieleinheiten) der letzten Epoche</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Validation PSNR (dB) of the last epoch</source>
            <translation>Validierung: PSNR (dB) der letzten Epoche</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Validation SSIM of the last epoch</source>
            <translation>Validierung: SSIM der letzten Epoche</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Validation Spectral angle (degrees), of two and more bands of the last epoch</source>
            <translation>Validierung: Spektralwinkel (Grad) der letzten Epoche, ab zwei Kanälen</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Validation Accuracy, of classes of the last epoch</source>
            <translation>Validierung: Genauigkeit der letzten Epoche, bei Klassen</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Validation Mean IoU, of classes of the last epoch</source>
            <translation>Validierung: mittlere IoU der letzten Epoche, bei Klassen</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Validation distance of textures (standard deviations; blurred: 0.5, as sharp as real: 0.1) of the last epoch</source>
            <translation>Validierung: Abstand der Texturen (Standardabweichungen; unscharf: 0,5, so scharf wie echt: 0,1) der letzten Epoche</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Validation balance (MAE times 0.1 more than the distance of textures) of the last epoch</source>
            <translation>Validierung: Ausgleich (MAE mal 0,1 mehr als der Abstand der Texturen) der letzten Epoche</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Epoch of the model file</source>
            <translation>Epoche der Modelldatei</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Validation MAE (target units) of the model file</source>
            <translation>Validierung: MAE (Zieleinheiten) der Modelldatei</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Validation RMSE (target units) of the model file</source>
            <translation>Validierung: RMSE (Zieleinheiten) der Modelldatei</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Validation Bias (target units) of the model file</source>
            <translation>Validierung: systematische Abweichung (Zieleinheiten) der Modelldatei</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Validation PSNR (dB) of the model file</source>
            <translation>Validierung: PSNR (dB) der Modelldatei</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Validation SSIM of the model file</source>
            <translation>Validierung: SSIM der Modelldatei</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Validation Spectral angle (degrees), of two and more bands of the model file</source>
            <translation>Validierung: Spektralwinkel (Grad) der Modelldatei, ab zwei Kanälen</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Validation Accuracy, of classes of the model file</source>
            <translation>Validierung: Genauigkeit der Modelldatei, bei Klassen</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Validation Mean IoU, of classes of the model file</source>
            <translation>Validierung: mittlere IoU der Modelldatei, bei Klassen</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Validation distance of textures (standard deviations; blurred: 0.5, as sharp as real: 0.1) of the model file</source>
            <translation>Validierung: Abstand der Texturen (Standardabweichungen; unscharf: 0,5, so scharf wie echt: 0,1) der Modelldatei</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Validation balance (MAE times 0.1 more than the distance of textures) of the model file</source>
            <translation>Validierung: Ausgleich (MAE mal 0,1 mehr als der Abstand der Texturen) der Modelldatei</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Made by "Export unpaired chips", or images of two domains in another known layout. Pairs will do as well; that they are pairs is not used.</source>
            <translation>Erstellt mit „Ungepaarte Chips exportieren“, oder Bilder zweier Domänen in einer anderen bekannten Anordnung. Paare gehen auch; dass sie Paare sind, wird nicht genutzt.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Of both directions. resnet9 is the CycleGAN recipe; resnet6 is faster and meant for chips of 128 pixels. The U-Nets and the global generator of pix2pixHD are those of "Train pix2pix".</source>
            <translation>Beider Richtungen. resnet9 ist das CycleGAN-Rezept; resnet6 ist schneller und für Chips von 128 Pixeln gedacht. Die U-Nets und der globale Generator von pix2pixHD sind die von „pix2pix trainieren“.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>instance is the CycleGAN recipe. It and group do not depend on the batch size.</source>
            <translation>instance ist das CycleGAN-Rezept. Es und group hängen nicht von der Batchgröße ab.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>transpose is the CycleGAN recipe; resize repeats pixels and convolves them, which avoids checkerboards.</source>
            <translation>transpose ist das CycleGAN-Rezept; resize wiederholt Pixel und faltet sie, was Schachbrettmuster vermeidet.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>lsgan is the CycleGAN recipe, vanilla that of pix2pix.</source>
            <translation>lsgan ist das CycleGAN-Rezept, vanilla das von pix2pix.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Weight of the cycle</source>
            <translation>Gewicht des Zyklus</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>How much it counts, beside looking real, that A to B to A (and B to A to B) leads back to the same image.</source>
            <translation>Wie viel es zählt, neben dem echten Aussehen, dass A nach B nach A (und B nach A nach B) zum selben Bild zurückführt.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Weight of identity</source>
            <translation>Gewicht der Identität</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>In units of the weight of the cycle: how much a generator is to leave images alone that are of its target domain already, which keeps colours. It is switched off where the domains differ in bands or classes.</source>
            <translation>In Einheiten des Zyklusgewichts: wie sehr ein Generator Bilder in Ruhe lassen soll, die schon zu seiner Zieldomäne gehören, was die Farben erhält. Abgeschaltet, wo sich die Domänen in Kanälen oder Klassen unterscheiden.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Pool size (images; 0 = none)</source>
            <translation>Größe des Bildvorrats (Bilder; 0 = keiner)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>So many earlier generated images are kept for each discriminator, which steadies the training.</source>
            <translation>So viele früher erzeugte Bilder werden für jeden Diskriminator aufgehoben, was das Training beruhigt.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Validation cycle error of A (MAE of A to B to A, units of A)</source>
            <translation>Validierung: Zyklusfehler von A (MAE von A nach B nach A, Einheiten von A)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Validation cycle error of B (MAE of B to A to B, units of B)</source>
            <translation>Validierung: Zyklusfehler von B (MAE von B nach A nach B, Einheiten von B)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Share of generated A that its discriminator takes for real</source>
            <translation>Anteil der erzeugten A, die ihr Diskriminator für echt hält</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Share of generated B that its discriminator takes for real</source>
            <translation>Anteil der erzeugten B, die ihr Diskriminator für echt hält</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Made by "Export unpaired chips" with one raster, or a folder of images; of another dataset one side is used.</source>
            <translation>Erstellt mit „Ungepaarte Chips exportieren“ aus einem Raster, oder ein Ordner mit Bildern; von einem anderen Datensatz wird eine Seite verwendet.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Side of the dataset</source>
            <translation>Seite des Datensatzes</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Which chips to learn from where the dataset has two sides.</source>
            <translation>Aus welchen Chips gelernt wird, wenn der Datensatz zwei Seiten hat.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Preset</source>
            <translation>Voreinstellung</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>dcgan64 makes chips of 64 pixels and is the DCGAN of the PyTorch tutorial; keras80 makes chips of 80 pixels and is a recipe for ships, with RMSprop and without batch norm. The chips of the dataset must have that size.</source>
            <translation>dcgan64 macht Chips von 64 Pixeln und ist das DCGAN des PyTorch-Tutorials; keras80 macht Chips von 80 Pixeln und ist ein Rezept für Schiffe, mit RMSprop und ohne Batch-Normalisierung. Die Chips des Datensatzes müssen diese Größe haben.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Length of the noise vectors</source>
            <translation>Länge der Rauschvektoren</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Each chip is made of so many random numbers. Left at 100, it is 80 with keras80.</source>
            <translation>Jeder Chip entsteht aus so vielen Zufallszahlen. Bleibt es bei 100, sind es mit keras80 80.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>transpose is the recipe of both presets; resize repeats pixels and convolves them, which avoids checkerboards and shows something after far fewer epochs.</source>
            <translation>transpose ist das Rezept beider Voreinstellungen; resize wiederholt Pixel und faltet sie, was Schachbrettmuster vermeidet und nach weit weniger Epochen etwas zeigt.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Differentiable augmentation</source>
            <translation>Differenzierbare Augmentierung</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Changes colours, shifts and cuts out parts of all that the discriminator sees (Zhao et al. 2020). Helps with fewer than some thousand chips.</source>
            <translation>Ändert Farben, verschiebt und schneidet Teile heraus, bei allem, was der Diskriminator sieht (Zhao et al. 2020). Hilft bei weniger als einigen tausend Chips.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Chips per step.</source>
            <translation>Chips je Schritt.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Of both networks. Left at 0.0002, it is 0.0003 with keras80, whose discriminator always learns twice as fast as the generator.</source>
            <translation>Beider Netze. Bleibt es bei 0,0002, sind es mit keras80 0,0003, dessen Diskriminator immer doppelt so schnell lernt wie der Generator.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/training.py" />
            <source>Diversity of generated chips (1: as much as real ones)</source>
            <translation>Vielfalt der erzeugten Chips (1: so groß wie die der echten)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>A model.safetensors file. It knows bands, scaling, nodata and pixel size.</source>
            <translation>Eine Datei model.safetensors. Sie kennt Kanäle, Skalierung, NoData und Pixelgröße.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Of the same kind and pixel size as the training input.</source>
            <translation>Von derselben Art und Pixelgröße wie die Eingabe des Trainings.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>In the order of the training bands. Empty: as the model was trained.</source>
            <translation>In der Reihenfolge der Trainingskanäle. Leer: wie das Modell trainiert wurde.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>As many as the model was trained with, in that order; they are resampled to the grid of the input.</source>
            <translation>So viele, wie das Modell beim Training hatte, in derselben Reihenfolge; sie werden auf das Gitter der Eingabe neu abgetastet.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Direction</source>
            <translation>Richtung</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Of a CycleGAN model, which translates both ways. auto: from the domain that has the bands of the input raster; AtoB if both have.</source>
            <translation>Eines CycleGAN-Modells, das in beide Richtungen übersetzt. auto: von der Domäne, die die Kanäle des Eingaberasters hat; AtoB, wenn beide sie haben.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Overlap of tiles (pixels; -1 = automatic)</source>
            <translation>Überlappung der Kacheln (Pixel; -1 = automatisch)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Neighbouring tiles are blended over this width. -1: a quarter of the tile; for ResNets, unless each tile has statistics of its own, larger tiles whose edges are cut off, so that there is no seam. Otherwise choose a multiple of 4 for ResNets.</source>
            <translation>Benachbarte Kacheln werden über diese Breite überblendet. -1: ein Viertel der Kachel; bei ResNets, wenn nicht jede Kachel ihre eigene Statistik hat, größere Kacheln, deren Ränder abgeschnitten werden, sodass es keine Naht gibt. Sonst bei ResNets ein Vielfaches von 4 wählen.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Statistics of norm layers</source>
            <translation>Statistik der Normalisierungsschichten</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>running: those of the training, of models with batch norm. calibrated: those of tiles from all over the input raster, the same for every tile, so that no seams show. tile: those of each tile by itself, as the reference does it, whose edges can stay visible. auto: running where the model has been trained for it, else calibrated.</source>
            <translation>running: die des Trainings, bei Modellen mit Batch-Normalisierung. calibrated: die von Kacheln aus dem ganzen Eingaberaster, für jede Kachel dieselbe, sodass keine Nähte zu sehen sind. tile: die jeder einzelnen Kachel, wie es die Referenz macht, wobei die Ränder sichtbar bleiben können. auto: running, wo das Modell dafür trainiert wurde, sonst calibrated.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Tiles at once (0 = automatic)</source>
            <translation>Kacheln auf einmal (0 = automatisch)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>More take more memory; a graphics card that has too little gets them in halves.</source>
            <translation>Mehr brauchen mehr Speicher; eine Grafikkarte mit zu wenig bekommt sie in Hälften.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>auto takes bf16 where the hardware calculates with it natively (about twice as fast), else fp32. It makes targets of more than 8 bits in fp32, and others too where a trial on two tiles shows that bf16 would change them visibly (PSNR of about 50 dB).</source>
            <translation>auto nimmt bf16, wo die Hardware nativ damit rechnet (etwa doppelt so schnell), sonst fp32. Ziele mit mehr als 8 Bit entstehen in fp32, andere auch dort, wo ein Versuch mit zwei Kacheln zeigt, dass bf16 sie sichtbar ändern würde (PSNR von etwa 50 dB).</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Runtime</source>
            <translation>Laufzeitumgebung</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>What runs the network on a processor. auto: PyTorch, or OpenVINO where it is installed and a short trial, remembered for this machine, has shown that it is clearly faster for such a network. Small rasters, graphics cards and the uncertainty keep PyTorch.</source>
            <translation>Was das Netz auf einem Prozessor ausführt. auto: PyTorch, oder OpenVINO, wo es installiert ist und ein kurzer Versuch, der für diesen Rechner gemerkt wird, gezeigt hat, dass es für ein solches Netz deutlich schneller ist. Kleine Raster, Grafikkarten und die Unsicherheit bleiben bei PyTorch.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Compression</source>
            <translation>Kompression</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Of the output; all but none are lossless.</source>
            <translation>Der Ausgabe; alle außer none komprimieren verlustfrei.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Synthetic raster</source>
            <translation>Synthetisches Raster</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>GeoTIFF on exactly the grid of the input, marked as synthetic.</source>
            <translation>GeoTIFF genau auf dem Gitter der Eingabe, als synthetisch gekennzeichnet.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Uncertainty</source>
            <translation>Unsicherheit</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Standard deviation, in the units of the target, over 8 ways to translate: turned and flipped, in other tiles and with dropout where the model has some. Of classes, the share of the other ways that give another class. It takes 8 times as long.</source>
            <translation>Standardabweichung, in den Einheiten des Ziels, über 8 Arten zu übersetzen: gedreht und gespiegelt, in anderen Kacheln und mit Dropout, wo das Modell welches hat. Bei Klassen der Anteil der anderen Arten, die eine andere Klasse ergeben. Dauert 8-mal so lange.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Cycle error</source>
            <translation>Zyklusfehler</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Of a CycleGAN model: how far what comes back is from the input when the result is translated back, in the units of the input; of classes, 1 where another one comes back. It takes twice as long.</source>
            <translation>Eines CycleGAN-Modells: wie weit das, was zurückkommt, von der Eingabe entfernt ist, wenn das Ergebnis zurückübersetzt wird, in den Einheiten der Eingabe; bei Klassen 1, wo eine andere zurückkommt. Dauert doppelt so lange.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Seam index (1: the tiles cannot be seen)</source>
            <translation>Nahtindex (1: die Kacheln sind nicht zu sehen)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>A model.safetensors file.</source>
            <translation>Eine Datei model.safetensors.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Of chip pairs with the bands that the model was trained with.</source>
            <translation>Aus Chip-Paaren mit den Kanälen, mit denen das Modell trainiert wurde.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Part of the dataset</source>
            <translation>Teil des Datensatzes</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>test chips have played no part in the training; validation chips may have steered it; on train chips every model looks better than it is.</source>
            <translation>test-Chips haben beim Training keine Rolle gespielt; validation-Chips können es gesteuert haben; auf train-Chips sieht jedes Modell besser aus, als es ist.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Feature extractor</source>
            <translation>Merkmalsextraktor</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>An ONNX file of a network such as Inception v3, for FID and KID. It turns pictures, (N, 3, height, width) in red, green and blue, into (N, features): from 0 to 255 where it takes uint8, from 0 to 1 where it takes float. Empty: neither is measured.</source>
            <translation>Eine ONNX-Datei eines Netzes wie Inception v3, für FID und KID. Es macht aus Bildern, (N, 3, Höhe, Breite) in Rot, Grün und Blau, (N, Merkmale): von 0 bis 255, wo es uint8 nimmt, von 0 bis 1, wo es float nimmt. Leer: Keines von beiden wird gemessen.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>A polygon per chip with its figures, as GeoPackage.</source>
            <translation>Ein Polygon je Chip mit seinen Kennzahlen, als GeoPackage.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Evaluation report</source>
            <translation>Bewertungsbericht</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Figures per band or class beside those of trivial models, worst and best chips.</source>
            <translation>Kennzahlen je Kanal oder Klasse neben denen trivialer Modelle, schlechteste und beste Chips.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Chips judged by</source>
            <translation>Chips, nach denen bewertet wurde</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>MAE (target units)</source>
            <translation>MAE (Zieleinheiten)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>RMSE (target units)</source>
            <translation>RMSE (Zieleinheiten)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Bias (target units)</source>
            <translation>Systematische Abweichung (Zieleinheiten)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>PSNR (dB)</source>
            <translation>PSNR (dB)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>SSIM</source>
            <translation>SSIM</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Spectral angle (degrees), of two and more bands</source>
            <translation>Spektralwinkel (Grad), ab zwei Kanälen</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Accuracy, of classes</source>
            <translation>Genauigkeit, bei Klassen</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Mean IoU, of classes</source>
            <translation>Mittlere IoU, bei Klassen</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>MAE (target units) of the copied input</source>
            <translation>MAE (Zieleinheiten) der kopierten Eingabe</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>PSNR (dB) of the copied input</source>
            <translation>PSNR (dB) der kopierten Eingabe</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>SSIM of the copied input</source>
            <translation>SSIM der kopierten Eingabe</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Accuracy, of classes of the copied input</source>
            <translation>Genauigkeit der kopierten Eingabe, bei Klassen</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>MAE (target units) of the mean colour</source>
            <translation>MAE (Zieleinheiten) der mittleren Farbe</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>PSNR (dB) of the mean colour</source>
            <translation>PSNR (dB) der mittleren Farbe</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>SSIM of the mean colour</source>
            <translation>SSIM der mittleren Farbe</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Accuracy, of classes of the mean colour</source>
            <translation>Genauigkeit der mittleren Farbe, bei Klassen</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>MAE (target units) of the most frequent class</source>
            <translation>MAE (Zieleinheiten) der häufigsten Klasse</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>PSNR (dB) of the most frequent class</source>
            <translation>PSNR (dB) der häufigsten Klasse</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>SSIM of the most frequent class</source>
            <translation>SSIM der häufigsten Klasse</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Accuracy, of classes of the most frequent class</source>
            <translation>Genauigkeit der häufigsten Klasse, bei Klassen</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>MAE (target units) of the linear regression</source>
            <translation>MAE (Zieleinheiten) der linearen Regression</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>PSNR (dB) of the linear regression</source>
            <translation>PSNR (dB) der linearen Regression</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>SSIM of the linear regression</source>
            <translation>SSIM der linearen Regression</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Accuracy, of classes of the linear regression</source>
            <translation>Genauigkeit der linearen Regression, bei Klassen</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>FID, with a feature extractor</source>
            <translation>FID, mit einem Merkmalsextraktor</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>KID, with a feature extractor</source>
            <translation>KID, mit einem Merkmalsextraktor</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Standard deviation of KID over its subsets</source>
            <translation>Standardabweichung der KID über ihre Teilmengen</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Raster with gaps</source>
            <translation>Raster mit Lücken</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Of the kind that the model makes. Gaps are its pixels without data.</source>
            <translation>Von der Art, die das Modell macht. Lücken sind seine Pixel ohne Daten.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Condition raster</source>
            <translation>Bedingungsraster</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>What the model translates, of the same place and without those gaps; it is resampled to the grid of the raster with gaps.</source>
            <translation>Was das Modell übersetzt, vom selben Ort und ohne diese Lücken; es wird auf das Gitter des Rasters mit den Lücken neu abgetastet.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Of a CycleGAN model, which translates both ways. auto: from the domain that has the bands of the condition raster; AtoB if both have.</source>
            <translation>Eines CycleGAN-Modells, das in beide Richtungen übersetzt. auto: von der Domäne, die die Kanäle des Bedingungsrasters hat; AtoB, wenn beide sie haben.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Filled raster</source>
            <translation>Gefülltes Raster</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>GeoTIFF on the grid of the raster with gaps, marked as synthetic in part. Its last band tells each pixel: 0 is real and as it was, 1 is generated.</source>
            <translation>GeoTIFF auf dem Gitter des Rasters mit den Lücken, als teilweise synthetisch gekennzeichnet. Sein letzter Kanal sagt es für jedes Pixel: 0 ist echt und unverändert, 1 ist erzeugt.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Pixels filled</source>
            <translation>Gefüllte Pixel</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>A model.safetensors file of "Train DCGAN".</source>
            <translation>Eine Datei model.safetensors von „DCGAN trainieren“.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Number of chips</source>
            <translation>Anzahl der Chips</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>How many to make.</source>
            <translation>Wie viele erzeugt werden.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Columns</source>
            <translation>Spalten</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Chips side by side; the sheet grows downwards.</source>
            <translation>Chips nebeneinander; der Bogen wächst nach unten.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Noise seed</source>
            <translation>Startwert des Rauschens</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>The first chip is that of this seed, the second that of the next, and so on: the same seed, the same chip.</source>
            <translation>Der erste Chip ist der dieses Startwerts, der zweite der des nächsten und so weiter: derselbe Startwert, derselbe Chip.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Interpolate from the first seed to the next</source>
            <translation>Interpolieren vom ersten Startwert zum nächsten</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>The chips lead step by step from that of the noise seed to that of the next, along the sphere that noise vectors lie on (spherical interpolation).</source>
            <translation>Die Chips führen Schritt für Schritt von dem des Rauschstartwerts zu dem des nächsten, auf der Kugel, auf der Rauschvektoren liegen (sphärische Interpolation).</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Coordinate system</source>
            <translation>Koordinatenbezugssystem</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Of the sheet, with pixels as large on the ground as those of the training data. Empty: that of the training data.</source>
            <translation>Des Bogens, mit Pixeln, die am Boden so groß sind wie die der Trainingsdaten. Leer: das der Trainingsdaten.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Upper left corner</source>
            <translation>Obere linke Ecke</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>x,y in the coordinate system of the sheet, with [EPSG:n] behind it where it is in another. Empty: 0,0.</source>
            <translation>x,y im Koordinatenbezugssystem des Bogens, mit [EPSG:n] dahinter, wenn in einem anderen. Leer: 0,0.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Synthetic chips</source>
            <translation>Synthetische Chips</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>GeoTIFF, marked as synthetic.</source>
            <translation>GeoTIFF, als synthetisch gekennzeichnet.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Raster</source>
            <translation>Raster</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Any raster, wherever it comes from.</source>
            <translation>Ein beliebiges Raster, gleich welcher Herkunft.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Provenance report</source>
            <translation>Herkunftsbericht</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>All marks that were found, as a page.</source>
            <translation>Alle gefundenen Kennzeichen, als Seite.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Whether it is synthetic: yes, no or unknown</source>
            <translation>Ob es synthetisch ist: yes (ja), no (nein) oder unknown (unbekannt)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>Name of the model file, empty where unknown</source>
            <translation>Name der Modelldatei, leer wenn unbekannt</translation>
        </message>
        <message>
            <location filename="../../core/jobs/translation.py" />
            <source>The job that made it as JSON, empty where unknown</source>
            <translation>Der Auftrag, durch den es entstand, als JSON, leer wenn unbekannt</translation>
        </message>
        <message>
            <location filename="../../core/jobs/models.py" />
            <source>Model card</source>
            <translation>Modellkarte</translation>
        </message>
        <message>
            <location filename="../../core/jobs/models.py" />
            <source>All that the model file knows, as a page.</source>
            <translation>Alles, was die Modelldatei weiß, als Seite.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/models.py" />
            <source>Kind of model</source>
            <translation>Art des Modells</translation>
        </message>
        <message>
            <location filename="../../core/jobs/models.py" />
            <source>Directions that it translates</source>
            <translation>Richtungen, in die es übersetzt</translation>
        </message>
        <message>
            <location filename="../../core/jobs/models.py" />
            <source>Data type of the target</source>
            <translation>Datentyp des Ziels</translation>
        </message>
        <message>
            <location filename="../../core/jobs/models.py" />
            <source>Pixel size (map units of the training data)</source>
            <translation>Pixelgröße (Karteneinheiten der Trainingsdaten)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/models.py" />
            <source>Validation MAE (target units)</source>
            <translation>Validierung: MAE (Zieleinheiten)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/models.py" />
            <source>Validation PSNR (dB)</source>
            <translation>Validierung: PSNR (dB)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/models.py" />
            <source>Validation SSIM</source>
            <translation>Validierung: SSIM</translation>
        </message>
        <message>
            <location filename="../../core/jobs/models.py" />
            <source>Checkpoint</source>
            <translation>Checkpoint</translation>
        </message>
        <message>
            <location filename="../../core/jobs/models.py" />
            <source>The file of a generator: *_net_G.pth of pix2pix, *_net_G_A.pth or *_net_G_B.pth of CycleGAN.</source>
            <translation>Die Datei eines Generators: *_net_G.pth von pix2pix, *_net_G_A.pth oder *_net_G_B.pth von CycleGAN.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/models.py" />
            <source>For "Apply model".</source>
            <translation>Für „Modell anwenden“.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/models.py" />
            <source>Format</source>
            <translation>Format</translation>
        </message>
        <message>
            <location filename="../../core/jobs/models.py" />
            <source>onnx is read by ONNX Runtime, OpenVINO, TensorRT and others.</source>
            <translation>onnx wird von ONNX Runtime, OpenVINO, TensorRT und anderen gelesen.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/models.py" />
            <source>Which generator of a CycleGAN model.</source>
            <translation>Welcher Generator eines CycleGAN-Modells.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/models.py" />
            <source>Exported model</source>
            <translation>Exportiertes Modell</translation>
        </message>
        <message>
            <location filename="../../core/jobs/models.py" />
            <source>With the card of the model in its metadata.</source>
            <translation>Mit der Karte des Modells in den Metadaten.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/engine.py" />
            <source>Engine report</source>
            <translation>Engine-Bericht</translation>
        </message>
        <message>
            <location filename="../../core/jobs/engine.py" />
            <source>What was found, as a page.</source>
            <translation>Was gefunden wurde, als Seite.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/engine.py" />
            <source>Whether the engine can be used (1) or not (0)</source>
            <translation>Ob die Engine verwendet werden kann (1) oder nicht (0)</translation>
        </message>
        <message>
            <location filename="../../core/jobs/engine.py" />
            <source>Python of the engine</source>
            <translation>Python der Engine</translation>
        </message>
        <message>
            <location filename="../../core/jobs/engine.py" />
            <source>Versions of the packages</source>
            <translation>Versionen der Pakete</translation>
        </message>
        <message>
            <location filename="../../core/jobs/engine.py" />
            <source>Devices</source>
            <translation>Geräte</translation>
        </message>
        <message>
            <location filename="../../core/jobs/engine.py" />
            <source>The whole report</source>
            <translation>Der ganze Bericht</translation>
        </message>
        <message>
            <location filename="../../core/jobs/engine.py" />
            <source>PyTorch build</source>
            <translation>PyTorch-Variante</translation>
        </message>
        <message>
            <location filename="../../core/jobs/engine.py" />
            <source>auto takes what pip offers for this computer; cpu and cuda insist on that build and say so where it is not to be had.</source>
            <translation>auto nimmt, was pip für diesen Computer anbietet; cpu und cuda bestehen auf dieser Variante und melden, wo es sie nicht gibt.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/engine.py" />
            <source>Package index for PyTorch</source>
            <translation>Paketindex für PyTorch</translation>
        </message>
        <message>
            <location filename="../../core/jobs/engine.py" />
            <source>The address that the installation page of PyTorch shows behind --index-url. Empty: the index of pip.</source>
            <translation>Die Adresse, die die Installationsseite von PyTorch hinter --index-url zeigt. Leer: der Index von pip.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/engine.py" />
            <source>Install OpenVINO as well</source>
            <translation>OpenVINO mitinstallieren</translation>
        </message>
        <message>
            <location filename="../../core/jobs/engine.py" />
            <source>It translates rasters faster on some processors, above all with ResNets: "Apply model" tries it. 60 MB more to download, 180 MB on the disk. An engine that has it keeps it.</source>
            <translation>Es übersetzt Raster auf manchen Prozessoren schneller, vor allem mit ResNets: „Modell anwenden“ probiert es aus. 60 MB mehr herunterzuladen, 180 MB auf der Platte. Eine Engine, die es hat, behält es.</translation>
        </message>
        <message>
            <location filename="../../core/jobs/engine.py" />
            <source>Folder of the environment</source>
            <translation>Ordner der Umgebung</translation>
        </message>
        <message>
            <location filename="../../core/jobs/engine.py" />
            <source>Empty: where it was made before; the first time, the folder satgan/engine in the QGIS user profile.</source>
            <translation>Leer: wo sie zuvor angelegt wurde; beim ersten Mal der Ordner satgan/engine im QGIS-Benutzerprofil.</translation>
        </message>
        <message>
            <location filename="../models.py" />
            <source>model</source>
            <translation>Modell</translation>
        </message>
        <message>
            <location filename="../models.py" />
            <source>workflow</source>
            <translation>Arbeitsablauf</translation>
        </message>
        <message>
            <location filename="../models.py" />
            <source>chain</source>
            <translation>Kette</translation>
        </message>
        <message>
            <location filename="../models.py" />
            <source>train</source>
            <translation>trainieren</translation>
        </message>
        <message>
            <location filename="../../resources/models/footprintstoimage.model3" />
            <source>Footprints to synthetic image</source>
            <translation>Grundrisse zu synthetischem Bild</translation>
        </message>
        <message>
            <location filename="../../resources/models/footprintstoimage.model3" />
            <source>Trains a model on an image and its footprints, and paints the image anew from the footprints alone.</source>
            <translation>Trainiert ein Modell mit einem Bild und seinen Grundrissen und malt das Bild allein aus den Grundrissen neu.</translation>
        </message>
        <message>
            <location filename="../../resources/models/footprintstoimage.model3" />
            <source>Does the main job in one go: "Rasterize footprints", "Export paired chips", "Train pix2pix" and "Apply model". Choose an image and the polygons of what is on it, such as buildings; name a run folder to keep the model.</source>
            <translation>Erledigt die Hauptaufgabe in einem Zug: „Grundrisse rastern“, „Chip-Paare exportieren“, „pix2pix trainieren“ und „Modell anwenden“. Ein Bild wählen und die Polygone dessen, was darauf ist, etwa Gebäude; einen Trainingsordner angeben, um das Modell zu behalten.</translation>
        </message>
        <message>
            <location filename="../../resources/models/footprintstoimage.model3" />
            <source>With its defaults the training is that of the pix2pix paper, which takes hours without a graphics card. To see first whether it works, take 10 epochs, 16 or 32 filters, and chips of 128 pixels with the generator unet128.</source>
            <translation>Mit den Vorgaben ist das Training das der pix2pix-Veröffentlichung, das ohne Grafikkarte Stunden dauert. Um zuerst zu sehen, ob es funktioniert, 10 Epochen, 16 oder 32 Filter und Chips von 128 Pixeln mit dem Generator unet128 nehmen.</translation>
        </message>
        <message>
            <location filename="../../resources/models/footprintstoimage.model3" />
            <source>The result lies on the grid of the image and is marked as synthetic: it looks plausible, but is no observation. Give other polygons to "Rasterize footprints" and "Apply model" afterwards to see what the model makes of them.</source>
            <translation>Das Ergebnis liegt auf dem Gitter des Bildes und ist als synthetisch gekennzeichnet: Es sieht plausibel aus, ist aber keine Beobachtung. Danach „Grundrisse rastern“ und „Modell anwenden“ mit anderen Polygonen ausführen, um zu sehen, was das Modell aus ihnen macht.</translation>
        </message>
        <message>
            <location filename="../../resources/models/footprintstoimage.model3" />
            <source>Image</source>
            <translation>Bild</translation>
        </message>
        <message>
            <location filename="../../resources/models/footprintstoimage.model3" />
            <source>Generated image</source>
            <translation>Erzeugtes Bild</translation>
        </message>
        <message>
            <location filename="../../resources/models/footprintstoimage.model3" />
            <source>What the model shall learn to paint, and the grid of all results: an aerial or satellite image.</source>
            <translation>Was das Modell malen lernen soll, und das Gitter aller Ergebnisse: ein Luft- oder Satellitenbild.</translation>
        </message>
        <message>
            <location filename="../../resources/models/footprintstoimage.model3" />
            <source>Polygons of what is on the image, in any coordinate system.</source>
            <translation>Polygone dessen, was auf dem Bild ist, in einem beliebigen Koordinatenbezugssystem.</translation>
        </message>
        <message>
            <location filename="../../resources/models/footprintstoimage.model3" />
            <source>Numbers or texts that tell classes of footprints apart. Empty: all are of one class.</source>
            <translation>Zahlen oder Texte, die Klassen von Grundrissen unterscheiden. Leer: Alle gehören zu einer Klasse.</translation>
        </message>
        <message>
            <location filename="../../resources/models/footprintstoimage.model3" />
            <source>Passes over the data at the full learning rate; as many follow during which it falls towards 0.</source>
            <translation>Durchgänge durch die Daten mit voller Lernrate; ebenso viele folgen, während derer sie gegen 0 sinkt.</translation>
        </message>
        <message>
            <location filename="../../resources/models/forgeplace.model3" />
            <source>Forge a place</source>
            <translation>Einen Ort erfinden</translation>
        </message>
        <message>
            <location filename="../../resources/models/forgeplace.model3" />
            <source>Invents a place: forged footprints, the image that a model makes of them, and chips of both.</source>
            <translation>Erfindet einen Ort: erfundene Grundrisse, das Bild, das ein Modell daraus macht, und Chips von beidem.</translation>
        </message>
        <message>
            <location filename="../../resources/models/forgeplace.model3" />
            <source>Does in one go: "Forge footprints", "Rasterize footprints", "Apply model" and "Export paired chips". Choose real footprints, a model that was trained on such footprints and images, and a raster that says where the place lies. With a layer of streets the footprints line them.</source>
            <translation>Erledigt in einem Zug: „Grundrisse erfinden“, „Grundrisse rastern“, „Modell anwenden“ und „Chip-Paare exportieren“. Echte Grundrisse wählen, ein Modell, das mit solchen Grundrissen und Bildern trainiert wurde, und ein Raster, das sagt, wo der Ort liegt. Mit einem Straßenlayer säumen die Grundrisse die Straßen.</translation>
        </message>
        <message>
            <location filename="../../resources/models/forgeplace.model3" />
            <source>Image and masks fit together exactly, since one was made of the other: more training data for a network that finds buildings, for instance. What it learns of them is what the model knows; judge it on real images.</source>
            <translation>Bild und Masken passen genau zusammen, da das eine aus dem anderen entstand: zum Beispiel mehr Trainingsdaten für ein Netz, das Gebäude findet. Was es daraus lernt, ist, was das Modell weiß; es an echten Bildern beurteilen.</translation>
        </message>
        <message>
            <location filename="../../resources/models/forgeplace.model3" />
            <source>Nothing of the place exists. The image is marked as synthetic, and dataset.json says so of the chips: reports and model cards repeat it.</source>
            <translation>Nichts von diesem Ort existiert. Das Bild ist als synthetisch gekennzeichnet, und dataset.json sagt es von den Chips: Berichte und Modellkarten wiederholen es.</translation>
        </message>
        <message>
            <location filename="../../resources/models/forgeplace.model3" />
            <source>Raster of the place</source>
            <translation>Raster des Ortes</translation>
        </message>
        <message>
            <location filename="../../resources/models/forgeplace.model3" />
            <source>Gives extent, pixel grid and coordinate system of the forged place, with pixels of the size that the model was trained with.</source>
            <translation>Gibt Ausdehnung, Pixelgitter und Koordinatenbezugssystem des erfundenen Ortes vor, mit Pixeln der Größe, mit der das Modell trainiert wurde.</translation>
        </message>
        <message>
            <location filename="../../resources/models/forgeplace.model3" />
            <source>A model.safetensors file of "Train pix2pix" that makes images of such footprints.</source>
            <translation>Eine Datei model.safetensors von „pix2pix trainieren“, die aus solchen Grundrissen Bilder macht.</translation>
        </message>
        <message>
            <location filename="../../resources/models/forgeplace.model3" />
            <source>Another number, another place.</source>
            <translation>Eine andere Zahl, ein anderer Ort.</translation>
        </message>
        <message>
            <location filename="../../resources/models/labelstoimage.model3" />
            <source>K-means labels to image</source>
            <translation>K-Means-Klassen zu Bild</translation>
        </message>
        <message>
            <location filename="../../resources/models/labelstoimage.model3" />
            <source>Trains a model to paint an image from a simplified map of it, where there are no polygons to learn from.</source>
            <translation>Trainiert ein Modell, ein Bild aus einer vereinfachten Karte davon zu malen, wo es keine Polygone zum Lernen gibt.</translation>
        </message>
        <message>
            <location filename="../../resources/models/labelstoimage.model3" />
            <source>Does in one go: "K-means segmentation", "Export paired chips", "Train pix2pix" and "Apply model". All that it needs is an image; name a run folder to keep the model.</source>
            <translation>Erledigt in einem Zug: „K-Means-Segmentierung“, „Chip-Paare exportieren“, „pix2pix trainieren“ und „Modell anwenden“. Mehr als ein Bild ist nicht nötig; einen Trainingsordner angeben, um das Modell zu behalten.</translation>
        </message>
        <message>
            <location filename="../../resources/models/labelstoimage.model3" />
            <source>The image is simplified to a few classes of similar colours, and a model learns the way back. Edit the class raster and give it to "Apply model" to see the edited place.</source>
            <translation>Das Bild wird zu wenigen Klassen ähnlicher Farben vereinfacht, und ein Modell lernt den Weg zurück. Das Klassenraster bearbeiten und an „Modell anwenden“ geben, um den bearbeiteten Ort zu sehen.</translation>
        </message>
        <message>
            <location filename="../../resources/models/labelstoimage.model3" />
            <source>The result lies on the grid of the image and is marked as synthetic: it looks plausible, but is no observation.</source>
            <translation>Das Ergebnis liegt auf dem Gitter des Bildes und ist als synthetisch gekennzeichnet: Es sieht plausibel aus, ist aber keine Beobachtung.</translation>
        </message>
        <message>
            <location filename="../../resources/models/labelstoimage.model3" />
            <source>What the model shall learn to paint, and the grid of all results. Any number of bands, any data type.</source>
            <translation>Was das Modell malen lernen soll, und das Gitter aller Ergebnisse. Beliebig viele Kanäle, jeder Datentyp.</translation>
        </message>
        <message>
            <location filename="../../resources/models/labelstoimage.model3" />
            <source>How many classes the simplified map has.</source>
            <translation>Wie viele Klassen die vereinfachte Karte hat.</translation>
        </message>
        <message>
            <location filename="../../resources/models/trainandtranslate.model3" />
            <source>Two rasters: train and translate</source>
            <translation>Zwei Raster: trainieren und übersetzen</translation>
        </message>
        <message>
            <location filename="../../resources/models/trainandtranslate.model3" />
            <source>Trains a model on two rasters of the same area, and translates the whole of the first one.</source>
            <translation>Trainiert ein Modell mit zwei Rastern desselben Gebiets und übersetzt das ganze erste.</translation>
        </message>
        <message>
            <location filename="../../resources/models/trainandtranslate.model3" />
            <source>Does in one go: "Export paired chips", "Train pix2pix" and "Apply model". Choose two rasters that overlap: what the model will be given, and what it shall make of it. Name a run folder to keep the model.</source>
            <translation>Erledigt in einem Zug: „Chip-Paare exportieren“, „pix2pix trainieren“ und „Modell anwenden“. Zwei Raster wählen, die sich überlappen: was das Modell bekommt und was es daraus machen soll. Einen Trainingsordner angeben, um das Modell zu behalten.</translation>
        </message>
        <message>
            <location filename="../../resources/models/trainandtranslate.model3" />
            <source>Where the rasters overlap the model learns; then it translates the input as far as it reaches. The input gives the grid, so that the model sees pixels of the size that it has learned from.</source>
            <translation>Wo sich die Raster überlappen, lernt das Modell; dann übersetzt es die Eingabe, so weit sie reicht. Die Eingabe gibt das Gitter vor, sodass das Modell Pixel der Größe sieht, aus der es gelernt hat.</translation>
        </message>
        <message>
            <location filename="../../resources/models/trainandtranslate.model3" />
            <source>The result is marked as synthetic: it looks plausible, but is no observation.</source>
            <translation>Das Ergebnis ist als synthetisch gekennzeichnet: Es sieht plausibel aus, ist aber keine Beobachtung.</translation>
        </message>
        <message>
            <location filename="../../resources/models/trainandtranslate.model3" />
            <source>What the model will be given, and the grid of the result: a class raster, a radar image, heights, ...</source>
            <translation>Was das Modell bekommt, und das Gitter des Ergebnisses: ein Klassenraster, ein Radarbild, Höhen, ...</translation>
        </message>
        <message>
            <location filename="../../resources/models/trainandtranslate.model3" />
            <source>What the model shall make of it, of the same area. It is resampled to the grid of the input on the fly.</source>
            <translation>Was das Modell daraus machen soll, vom selben Gebiet. Es wird unterwegs auf das Gitter der Eingabe neu abgetastet.</translation>
        </message>
        <message>
            <location filename="../../resources/models/trainandtranslateunpaired.model3" />
            <source>Unpaired: train and translate</source>
            <translation>Ungepaart: trainieren und übersetzen</translation>
        </message>
        <message>
            <location filename="../../resources/models/trainandtranslateunpaired.model3" />
            <source>Trains a model on two rasters of any places, and translates the first one into the look of the other.</source>
            <translation>Trainiert ein Modell mit zwei Rastern beliebiger Orte und übersetzt das erste in das Aussehen des anderen.</translation>
        </message>
        <message>
            <location filename="../../resources/models/trainandtranslateunpaired.model3" />
            <source>Does in one go: "Export unpaired chips", "Train CycleGAN" and "Apply model". The rasters need not show the same place: the model learns what each kind looks like. Name a run folder to keep the model, which translates both ways.</source>
            <translation>Erledigt in einem Zug: „Ungepaarte Chips exportieren“, „CycleGAN trainieren“ und „Modell anwenden“. Die Raster müssen nicht denselben Ort zeigen: Das Modell lernt, wie jede Art aussieht. Einen Trainingsordner angeben, um das Modell zu behalten, das in beide Richtungen übersetzt.</translation>
        </message>
        <message>
            <location filename="../../resources/models/trainandtranslateunpaired.model3" />
            <source>With its defaults the training is that of the CycleGAN paper, which takes a day or more and a graphics card. To see first whether it works, take 10 epochs, 16 filters, and chips of 128 pixels with the generator resnet6.</source>
            <translation>Mit den Vorgaben ist das Training das der CycleGAN-Veröffentlichung, das einen Tag oder länger dauert und eine Grafikkarte braucht. Um zuerst zu sehen, ob es funktioniert, 10 Epochen, 16 Filter und Chips von 128 Pixeln mit dem Generator resnet6 nehmen.</translation>
        </message>
        <message>
            <location filename="../../resources/models/trainandtranslateunpaired.model3" />
            <source>The result lies on the grid of A and is marked as synthetic: it looks plausible, but is no observation.</source>
            <translation>Das Ergebnis liegt auf dem Gitter von A und ist als synthetisch gekennzeichnet: Es sieht plausibel aus, ist aber keine Beobachtung.</translation>
        </message>
        <message>
            <location filename="../../resources/models/trainandtranslateunpaired.model3" />
            <source>What is translated: one kind of picture, such as summer. It gives the grid of the result.</source>
            <translation>Was übersetzt wird: eine Art von Bildern, etwa Sommer. Es gibt das Gitter des Ergebnisses vor.</translation>
        </message>
        <message>
            <location filename="../../resources/models/trainandtranslateunpaired.model3" />
            <source>What it shall look like: the other kind, such as winter, of any place and coordinate system.</source>
            <translation>Wie es aussehen soll: die andere Art, etwa Winter, von jedem Ort und in jedem Koordinatenbezugssystem.</translation>
        </message>
    </context>
</TS>
