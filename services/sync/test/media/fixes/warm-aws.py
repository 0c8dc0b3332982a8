# The aws command line without its start, which takes half a second of CPU: each call is done by a copy of a process
# that has already loaded it.
#   python3 warm-aws.py serve <socket> <endpoint>    python3 warm-aws.py call <socket> <arguments of aws>
import json
import os
import signal
import socket
import sys


def serve(path, endpoint):
    import awscli.clidriver

    driver = awscli.clidriver.create_clidriver()
    # It loads what it knows of S3. The answer does not matter.
    driver.main(["--endpoint-url", endpoint, "s3api", "list-buckets"])
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(64)
    while True:
        caller, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            answer(driver, caller, endpoint)
        caller.close()


def answer(driver, caller, endpoint):
    message, files, _, _ = socket.recv_fds(caller, 1 << 20, 3)
    for number, file in enumerate(files):
        os.dup2(file, number)
    call = json.loads(message)
    os.chdir(call["folder"])
    code = driver.main(["--endpoint-url", endpoint, *call["arguments"]])
    sys.stdout.flush()
    sys.stderr.flush()
    caller.sendall(bytes([code]))
    os._exit(0)


def call(path, arguments):
    server = socket.socket(socket.AF_UNIX)
    server.connect(path)
    message = json.dumps({"folder": os.getcwd(), "arguments": arguments}).encode()
    socket.send_fds(server, [message], [0, 1, 2])
    # Nothing is received from a process that was killed.
    return (server.recv(1) or b"\xff")[0]


mode, path, *rest = sys.argv[1:]
if mode == "serve":
    serve(path, *rest)
else:
    sys.exit(call(path, rest))
