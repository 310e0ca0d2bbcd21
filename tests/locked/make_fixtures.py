#!/usr/bin/env python3
"""Locks a small roster in the ways of other programs. Needs openpyxl, cryptography and msoffcrypto-tool.

Salts are fixed, so that the files come out the same; `agile.xlsx` is msoffcrypto's own and has random ones. Every file is
opened again by msoffcrypto, whose reading is independent of fuhe's.
"""

import base64
import hashlib
import hmac
import io
import pathlib
import struct
import sys

import msoffcrypto
import openpyxl
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method.container.ecma376_encrypted import ECMA376Encrypted

HERE = pathlib.Path(__file__).resolve().parent
PASSWORD = "工资2026 ß"
HEADER = "工号,姓名,部门,岗位,实际销售额,目标销售额,销售额得分,团队协作得分,总分,基本工资,绩效比例,绩效工资"
ROWS = [
    ["E001", "张三", "电商部", "专员", 90000, 100000, 54, 36, 90, 5000, 0.2, 900],
    ["E002", "李四", "电商部", "专员", 90000, 100000, 53, 36, 89, 5000, 0.2, 890],
]


def workbook():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "10月"
    sheet.append(HEADER.split(","))
    for row in ROWS:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def aes(key, mode, data):
    encryptor = Cipher(algorithms.AES(key), mode).encryptor()
    return encryptor.update(data) + encryptor.finalize()


def padded(data, block=16):
    return data + bytes(-len(data) % block)


def spun(hash_name, salt, rounds):
    value = hashlib.new(hash_name, salt + PASSWORD.encode("utf-16-le")).digest()
    for number in range(rounds):
        value = hashlib.new(hash_name, struct.pack("<I", number) + value).digest()
    return value


def agile(plain, hash_name, written, bits, rounds):
    """[MS-OFFCRYPTO] 2.3.4.10 and on."""
    salt, package_salt = bytes(range(16)), bytes(range(16, 32))
    size = hashlib.new(hash_name).digest_size
    key = bytes((7 * number) % 256 for number in range(bits // 8))
    base = spun(hash_name, salt, rounds)

    def locked(purpose, value):
        derived = hashlib.new(hash_name, base + purpose).digest()
        derived = (derived + b"\x36" * 64)[: bits // 8]
        return base64.b64encode(aes(derived, modes.CBC(salt), padded(value))).decode()

    verifier = bytes(range(32, 48))
    input_ = locked(bytes.fromhex("fea7d2763b4b9e79"), verifier)
    value = locked(bytes.fromhex("d7aa0f6d3061344e"), hashlib.new(hash_name, verifier).digest())
    key_value = locked(bytes.fromhex("146e0be7abacd0d6"), key)
    package = struct.pack("<Q", len(plain))
    for number, at in enumerate(range(0, len(plain), 4096)):
        start = (hashlib.new(hash_name, package_salt + struct.pack("<I", number)).digest() + b"\x36" * 16)[:16]
        package += aes(key, modes.CBC(start), padded(plain[at:at + 4096]))

    def kept(purpose, value):
        start = (hashlib.new(hash_name, package_salt + purpose).digest() + b"\x36" * 16)[:16]
        return base64.b64encode(aes(key, modes.CBC(start), padded(value))).decode()

    hmac_key = bytes(range(64, 64 + size))
    integrity = kept(bytes.fromhex("5fb2ad010cb9e1f6"), hmac_key)
    checksum = kept(bytes.fromhex("a0677f02b22c8433"), hmac.digest(hmac_key, package, hash_name))
    common = f'blockSize="16" keyBits="{bits}" hashSize="{size}" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="{written}"'
    info = f'''<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<encryption xmlns="http://schemas.microsoft.com/office/2006/encryption" xmlns:p="http://schemas.microsoft.com/office/2006/keyEncryptor/password"><keyData saltSize="16" {common} saltValue="{base64.b64encode(package_salt).decode()}"/><dataIntegrity encryptedHmacKey="{integrity}" encryptedHmacValue="{checksum}"/><keyEncryptors><keyEncryptor uri="http://schemas.microsoft.com/office/2006/keyEncryptor/password"><p:encryptedKey spinCount="{rounds}" saltSize="16" {common} saltValue="{base64.b64encode(salt).decode()}" encryptedVerifierHashInput="{input_}" encryptedVerifierHashValue="{value}" encryptedKeyValue="{key_value}"/></keyEncryptor></keyEncryptors></encryption>'''
    return struct.pack("<HHI", 4, 4, 0x40) + info.encode(), package


def standard(plain, bits):
    """[MS-OFFCRYPTO] 2.3.4.5 and on."""
    salt = bytes(range(16))
    final = hashlib.sha1(spun("sha1", salt, 50_000) + struct.pack("<I", 0)).digest()

    def half(fill):
        wide = bytearray([fill] * 64)
        for number, byte in enumerate(final):
            wide[number] ^= byte
        return hashlib.sha1(wide).digest()

    key = (half(0x36) + half(0x5C))[: bits // 8]
    verifier = bytes(range(32, 48))
    provider = "Microsoft Enhanced RSA and AES Cryptographic Provider\0".encode("utf-16-le")
    algorithm = {128: 0x660E, 192: 0x660F, 256: 0x6610}[bits]
    header = struct.pack("<8I", 0x24, 0, algorithm, 0x8004, bits, 0x18, 0, 0) + provider
    info = struct.pack("<HHII", 3, 2, 0x24, len(header)) + header
    info += struct.pack("<I", 16) + salt + aes(key, modes.ECB(), verifier)
    info += struct.pack("<I", 20) + aes(key, modes.ECB(), padded(hashlib.sha1(verifier).digest()))
    return info, struct.pack("<Q", len(plain)) + aes(key, modes.ECB(), padded(plain))


def write(name, info, package):
    with open(HERE / name, "wb") as out:
        ECMA376Encrypted(package, info).write_to(out)


def check(name, plain):
    with open(HERE / name, "rb") as file:
        office, opened = msoffcrypto.OfficeFile(file), io.BytesIO()
        # It compares the padding of a short hash too, so that SHA-1 never verifies.
        verified = "agile" in name and "sha1" not in name
        office.load_key(password=PASSWORD, verify_password="sha1" not in name)
        office.decrypt(opened, verify_integrity=verified)
    assert opened.getvalue() == plain, name


def main():
    plain = workbook()
    write("agile-sha1-128.xlsx", *agile(plain, "sha1", "SHA1", 128, 1_000))
    write("agile-sha512-256.xlsx", *agile(plain, "sha512", "SHA512", 256, 100_000))
    write("standard-128.xlsx", *standard(plain, 128))
    write("standard-256.xlsx", *standard(plain, 256))
    with open(HERE / "agile.xlsx", "wb") as out:
        OOXMLFile(io.BytesIO(plain)).encrypt(PASSWORD, out)
    for path in sorted(HERE.glob("*.xlsx")):
        try:
            check(path.name, plain)
            print("ok", path.name)
        except Exception as fault:
            print("msoffcrypto:", path.name, type(fault).__name__, fault, file=sys.stderr)


main()
