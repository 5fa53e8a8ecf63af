"""boto3 over HTTPS, trusting the authority in AWS_CA_BUNDLE.

Over HTTPS, boto3 sends aws-chunked bodies of unknown length, with a checksum in their trailer.
"""

import os
import unittest

import boto3

BUCKET = "boto-tls--zone1-az1--x-s3"


class Https(unittest.TestCase):
    def setUp(self):
        self.s3 = boto3.client("s3")
        self.sent = []
        self.s3.meta.events.register("before-send.s3", lambda request, **_: self.sent.append(request.headers))

    def test_objects_of_a_directory_bucket(self):
        self.s3.create_bucket(
            Bucket=BUCKET,
            CreateBucketConfiguration={
                "Location": {"Type": "AvailabilityZone", "Name": "zone1-az1"},
                "Bucket": {"Type": "Directory", "DataRedundancy": "SingleAvailabilityZone"},
            },
        )
        for length in (0, 1, 100_000, 3_000_000):
            self.round_trip(BUCKET, length)

    def test_objects_of_a_general_purpose_bucket(self):
        self.s3.create_bucket(Bucket="boto-tls-general")
        self.round_trip("boto-tls-general", 3_000_000)

    def round_trip(self, bucket, length):
        body = os.urandom(length)
        self.sent.clear()
        self.s3.put_object(Bucket=bucket, Key="a b/c", Body=body)
        headers = {name.lower(): value for name, value in self.sent[-1].items()}
        self.assertEqual(self.text(headers["x-amz-content-sha256"]), "STREAMING-UNSIGNED-PAYLOAD-TRAILER")
        self.assertEqual(self.text(headers["transfer-encoding"]), "chunked")
        self.assertNotIn("content-length", headers)
        read = self.s3.get_object(Bucket=bucket, Key="a b/c", ChecksumMode="ENABLED")
        self.assertEqual(read["Body"].read(), body)
        self.assertTrue(read["ChecksumCRC32"])

    def test_keys(self):
        kms = boto3.client("kms")
        key = kms.create_key()["KeyMetadata"]["KeyId"]
        sealed = kms.encrypt(KeyId=key, Plaintext=b"secret")["CiphertextBlob"]
        self.assertEqual(kms.decrypt(CiphertextBlob=sealed)["Plaintext"], b"secret")

    @staticmethod
    def text(value):
        return value.decode() if isinstance(value, bytes) else value


if __name__ == "__main__":
    unittest.main()
