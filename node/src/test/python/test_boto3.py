"""Directory and general purpose buckets through boto3, with no client setting but endpoint, region and credentials."""

import base64
import io
import json
import os
import unittest
import urllib.error
import urllib.request

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT = os.environ["AWS_ENDPOINT_URL"]
BUCKET = "boto--zone1-az1--x-s3"
CREATION = {
    "Location": {"Type": "AvailabilityZone", "Name": "zone1-az1"},
    "Bucket": {"DataRedundancy": "SingleAvailabilityZone", "Type": "Directory"},
}

def client(**named):
    return boto3.client("s3", endpoint_url=ENDPOINT, **named)


class DirectoryBucket(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.s3 = client()
        cls.s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=CREATION)

    def code(self, call, **named):
        with self.assertRaises(ClientError) as refused:
            call(**named)
        return refused.exception.response["Error"]["Code"]

    def test_one_client_sets_encryption_and_writes(self):
        bucket = "lazy--zone1-az1--x-s3"
        kms = boto3.client("kms", endpoint_url=ENDPOINT)
        arn = kms.create_key()["KeyMetadata"]["Arn"]
        s3 = client()
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=CREATION)
        s3.put_bucket_encryption(
            Bucket=bucket,
            ServerSideEncryptionConfiguration={"Rules": [{
                "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": arn}}]})
        put = s3.put_object(Bucket=bucket, Key="k", Body=b"x")
        self.assertEqual((arn, True), (put["SSEKMSKeyId"], put["BucketKeyEnabled"]))

    def test_transfer_in_parallel_parts(self):
        content = os.urandom(26 * 1024 * 1024)
        config = TransferConfig(multipart_threshold=8 << 20, multipart_chunksize=8 << 20, max_concurrency=4)
        self.s3.upload_fileobj(io.BytesIO(content), BUCKET, "parallel", Config=config)
        got = io.BytesIO()
        self.s3.download_fileobj(BUCKET, "parallel", got, Config=config)
        self.assertEqual(content, got.getvalue())

    def test_virtual_host_style(self):
        port = ENDPOINT.rsplit(":", 1)[1]
        s3 = boto3.client("s3", endpoint_url=f"http://s3.coffer.test:{port}")
        s3.put_object(Bucket=BUCKET, Key="vhost/a b", Body=b"host")
        self.assertEqual(b"host", s3.get_object(Bucket=BUCKET, Key="vhost/a b")["Body"].read())

    def test_without_sessions(self):
        s3 = client(config=Config(s3={"disable_s3_express_session_auth": True}))
        s3.put_object(Bucket=BUCKET, Key="iam", Body=b"iam")
        s3 = client(config=Config(signature_version="s3v4"))
        self.assertEqual(b"iam", s3.get_object(Bucket=BUCKET, Key="iam")["Body"].read())

    def test_presigned_urls(self):
        self.s3.put_object(Bucket=BUCKET, Key="signed", Body=b"signed")
        url = self.s3.generate_presigned_url("get_object", Params={"Bucket": BUCKET, "Key": "signed"})
        with urllib.request.urlopen(url) as got:
            self.assertEqual(b"signed", got.read())
        with self.assertRaises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(url.replace("/signed?", "/other?"))
        self.assertEqual(403, refused.exception.code)
        refused.exception.close()
        url = self.s3.generate_presigned_url("put_object", Params={"Bucket": BUCKET, "Key": "put"})
        request = urllib.request.Request(url, data=b"by url", method="PUT")
        request.add_header("Content-Type", "")
        urllib.request.urlopen(request).close()
        self.assertEqual(b"by url", self.s3.get_object(Bucket=BUCKET, Key="put")["Body"].read())

    def test_when_required_checksums(self):
        s3 = client(config=Config(request_checksum_calculation="when_required"))
        s3.put_object(Bucket=BUCKET, Key="bare", Body=b"bare")
        self.assertEqual(b"bare", s3.get_object(Bucket=BUCKET, Key="bare")["Body"].read())

    def test_explicit_read_only_session(self):
        s3 = self.s3
        session = s3.create_session(Bucket=BUCKET, SessionMode="ReadOnly")
        self.assertEqual("AES256", session["ServerSideEncryption"])
        self.assertEqual({"SessionToken", "SecretAccessKey", "AccessKeyId", "Expiration"},
                         set(session["Credentials"]))

    def test_unsupported_features_say_so(self):
        s3 = self.s3
        self.assertEqual("NotImplemented", self.code(
            s3.put_object, Bucket=BUCKET, Key="t", Body=b"", Tagging="a=b"))
        self.assertEqual("NotImplemented", self.code(
            s3.put_bucket_versioning, Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"}))
        self.assertEqual("NotImplemented", self.code(s3.get_bucket_acl, Bucket=BUCKET))

    def test_errors_name_what_is_wrong(self):
        s3 = self.s3
        self.assertEqual("NoSuchKey", self.code(s3.get_object, Bucket=BUCKET, Key="none"))
        self.assertEqual("NoSuchUpload", self.code(
            s3.list_parts, Bucket=BUCKET, Key="none", UploadId="none"))
        self.assertEqual("NoSuchBucket", self.code(
            s3.put_object, Bucket="none--zone1-az1--x-s3", Key="k", Body=b""))
        self.assertEqual("BucketAlreadyOwnedByYou", self.code(
            s3.create_bucket, Bucket=BUCKET, CreateBucketConfiguration=CREATION))

    def test_policy_text_is_checked(self):
        self.assertEqual("MalformedPolicy", self.code(
            self.s3.put_bucket_policy, Bucket=BUCKET, Policy="{"))
        self.assertEqual("MalformedPolicy", self.code(
            self.s3.put_bucket_policy, Bucket=BUCKET, Policy=json.dumps({
                "Version": "2012-10-17",
                "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
                               "Resource": "*"}]})))


class GeneralPurposeBucket(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.s3 = client()
        cls.s3.create_bucket(Bucket="boto-general")

    def test_etag_is_md5(self):
        put = self.s3.put_object(Bucket="boto-general", Key="k", Body=b"hello")
        self.assertEqual('"5d41402abc4b2a76b9719d911017c592"', put["ETag"])

    def test_list_and_delete(self):
        for name in ("a/1", "a/2", "b"):
            self.s3.put_object(Bucket="boto-general", Key="list/" + name, Body=b"")
        listed = self.s3.list_objects_v2(Bucket="boto-general", Prefix="list/a")
        self.assertEqual(["list/a/1", "list/a/2"], [o["Key"] for o in listed["Contents"]])
        self.s3.delete_objects(Bucket="boto-general", Delete={
            "Objects": [{"Key": o["Key"]} for o in listed["Contents"]], "Quiet": True})
        self.assertEqual(1, self.s3.list_objects_v2(Bucket="boto-general", Prefix="list/")["KeyCount"])

    def test_default_encryption_is_reported(self):
        rule = self.s3.get_bucket_encryption(Bucket="boto-general")[
            "ServerSideEncryptionConfiguration"]["Rules"][0]
        self.assertEqual("AES256", rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"])

    def test_multipart_etag(self):
        config = TransferConfig(multipart_threshold=5 << 20, multipart_chunksize=5 << 20)
        self.s3.upload_fileobj(io.BytesIO(b"m" * (11 << 20)), "boto-general", "multi", Config=config)
        self.assertTrue(self.s3.head_object(Bucket="boto-general", Key="multi")["ETag"].endswith('-3"'))

    def test_context_is_replayed(self):
        kms = boto3.client("kms", endpoint_url=ENDPOINT)
        arn = kms.create_key()["KeyMetadata"]["Arn"]
        context = base64.b64encode(b'{"team":"blue"}').decode()
        self.s3.put_object(Bucket="boto-general", Key="ctx", Body=b"c", ServerSideEncryption="aws:kms",
                           SSEKMSKeyId=arn, SSEKMSEncryptionContext=context)
        self.assertEqual(b"c", self.s3.get_object(Bucket="boto-general", Key="ctx")["Body"].read())


if __name__ == "__main__":
    unittest.main(verbosity=2)
