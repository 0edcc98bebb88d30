"""A mail server on loopback, as real as its client can tell."""

import socket
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Literal

Mood = Literal["takes", "refuses people", "refuses mail", "hangs up", "greets not"]


class MailServer:
    """mails: what it took, read. mood: `hangs up` once it has a mail whole, without saying whether it takes it."""

    def __init__(self) -> None:
        self.mood: Mood = "takes"
        self.mails: list[EmailMessage] = []
        self.people: list[list[str]] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._server.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb", buffering=0) as wire:
                try:
                    self._talk(wire)
                except OSError:
                    continue

    def _talk(self, wire: socket.SocketIO) -> None:
        if self.mood == "greets not":
            return
        self._say(wire, "220 here")
        people: list[str] = []
        while line := wire.readline():
            command = line.strip().upper()
            if command.startswith(b"RCPT"):
                people.append(line.decode().partition("<")[2].partition(">")[0])
                self._say(wire, "550 nobody" if self.mood == "refuses people" else "250 ok")
            elif command == b"DATA":
                self._say(wire, "354 go on")
                mail = self._mail(wire)
                if self.mood == "hangs up":
                    return
                if self.mood == "refuses mail":
                    self._say(wire, "451 later")
                    continue
                self.mails.append(mail)
                self.people.append(people)
                self._say(wire, "250 taken")
            elif command == b"QUIT":
                self._say(wire, "221 bye")
                return
            else:
                self._say(wire, "250 ok")

    def _mail(self, wire: socket.SocketIO) -> EmailMessage:
        lines = []
        while (line := wire.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return message_from_bytes(b"".join(lines), policy=policy.default)

    def _say(self, wire: socket.SocketIO, text: str) -> None:
        wire.write(f"{text}\r\n".encode())
