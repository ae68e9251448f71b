"""Rooms of classes: pupils draw on phones, one wall shows all drawings, and the network learns from them.

moments         moments as they are stored
names           an animal and a colour for each pupil
keys            codes, and secrets of which a hash is stored
guesses         wrong codes and keys are counted
result_schemas  answers about results and trainings
schemas         requests and answers about rooms, pupils and drawings
qr              the QR code of the page where pupils join
own_versions    the versions that learned from a room, in memory while they are needed
tables          the tables; every change of a room has its number
encoding        drawings and changes as JSON and as events
notices         PostgreSQL tells which room has changed
store           open, join, change, close
drawing_writer  drawings that arrive together are stored together
results         what was read right, and what fooled the network
comparison      the champion and the room's own version, on the same digits
trainings       part of the pupils teach, the others examine
take_home       a zip, and corrections
changes         what came after a number
news            for all who watch a room
known_rooms     what this process remembers of rooms
rooms           who may do what, and how a drawing gets onto the wall
"""
