"""The main job as the README types it, through the AWS CLI: endpoint, region and credentials from the environment."""

import hashlib
import json
import os
import subprocess
import tempfile
import unittest

BUCKET = "cli--zone1-az1--x-s3"
LOCATION = (
    "Location={Type=AvailabilityZone,Name=zone1-az1},"
    "Bucket={DataRedundancy=SingleAvailabilityZone,Type=Directory}"
)


def aws(*arguments, fails=False):
    done = subprocess.run(["aws", *arguments], capture_output=True, text=True, timeout=120)
    if fails:
        assert done.returncode != 0, f"aws {arguments} succeeded: {done.stdout}"
        return done.stderr
    assert done.returncode == 0, f"aws {arguments}: {done.stdout}{done.stderr}"
    return json.loads(done.stdout) if done.stdout.strip().startswith("{") else done.stdout


class MainJob(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.big = os.path.join(cls.folder.name, "big.bin")
        with open(cls.big, "wb") as out:
            out.write(os.urandom(20 * 1024 * 1024 + 17))
        cls.key = aws("kms", "create-key")["KeyMetadata"]
        aws("s3api", "create-bucket", "--bucket", BUCKET, "--create-bucket-configuration", LOCATION)
        aws(
            "s3api", "put-bucket-encryption", "--bucket", BUCKET,
            "--server-side-encryption-configuration",
            json.dumps({
                "Rules": [{
                    "ApplyServerSideEncryptionByDefault": {
                        "SSEAlgorithm": "aws:kms", "KMSMasterKeyID": cls.key["Arn"]},
                    "BucketKeyEnabled": True,
                }]
            }),
        )

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def digest(self, path):
        with open(path, "rb") as content:
            return hashlib.sha256(content.read()).hexdigest()

    def fetched(self, key):
        target = os.path.join(self.folder.name, "fetched.bin")
        aws("s3", "cp", f"s3://{BUCKET}/{key}", target)
        return self.digest(target)

    def test_cp_uploads_in_parts_and_back(self):
        aws("s3", "cp", self.big, f"s3://{BUCKET}/dir/big.bin")
        self.assertEqual(self.digest(self.big), self.fetched("dir/big.bin"))
        head = aws("s3api", "head-object", "--bucket", BUCKET, "--key", "dir/big.bin")
        self.assertEqual("aws:kms", head["ServerSideEncryption"])
        self.assertEqual(self.key["Arn"], head["SSEKMSKeyId"])

    def test_cp_with_sse_kms_and_a_key_id(self):
        """The CLI signs this one for the service s3, without a session."""
        aws("s3", "cp", self.big, f"s3://{BUCKET}/x", "--sse", "aws:kms",
            "--sse-kms-key-id", self.key["KeyId"])
        self.assertEqual(self.digest(self.big), self.fetched("x"))

    def test_cp_with_another_key_is_refused(self):
        other = aws("kms", "create-key")["KeyMetadata"]["KeyId"]
        small = os.path.join(self.folder.name, "small")
        with open(small, "w") as out:
            out.write("small")
        error = aws("s3", "cp", small, f"s3://{BUCKET}/other", "--sse", "aws:kms",
                    "--sse-kms-key-id", other, fails=True)
        self.assertIn("InvalidRequest", error)

    def test_s3api_calls(self):
        body = os.path.join(self.folder.name, "body")
        with open(body, "w") as out:
            out.write("hello")
        aws("s3api", "put-object", "--bucket", BUCKET, "--key", "api/one", "--body", body)
        target = os.path.join(self.folder.name, "got")
        aws("s3api", "get-object", "--bucket", BUCKET, "--key", "api/one", target)
        with open(target) as got:
            self.assertEqual("hello", got.read())
        aws("s3api", "copy-object", "--bucket", BUCKET, "--key", "api/two",
            "--copy-source", f"{BUCKET}/api/one")
        aws("s3api", "rename-object", "--bucket", BUCKET, "--key", "api/three",
            "--rename-source", "api/two")
        keys = [o["Key"] for o in aws("s3api", "list-objects-v2", "--bucket", BUCKET,
                                      "--prefix", "api/")["Contents"]]
        self.assertEqual(["api/one", "api/three"], sorted(keys))
        deleted = aws("s3api", "delete-objects", "--bucket", BUCKET, "--delete",
                      json.dumps({"Objects": [{"Key": "api/one"}, {"Key": "api/three"}]}))
        self.assertEqual(2, len(deleted["Deleted"]))
        names = [b["Name"] for b in aws("s3api", "list-directory-buckets")["Buckets"]]
        self.assertIn(BUCKET, names)
        head = aws("s3api", "head-bucket", "--bucket", BUCKET)
        self.assertEqual("zone1-az1", head["BucketLocationName"])

    def test_s3_ls_mv_rm(self):
        small = os.path.join(self.folder.name, "small2")
        with open(small, "w") as out:
            out.write("small")
        aws("s3", "cp", small, f"s3://{BUCKET}/ls/a")
        aws("s3", "mv", f"s3://{BUCKET}/ls/a", f"s3://{BUCKET}/ls/b")
        self.assertIn(" b", aws("s3", "ls", f"s3://{BUCKET}/ls/"))
        aws("s3", "rm", f"s3://{BUCKET}/ls/b")

    def test_policy_and_lifecycle(self):
        policy = json.dumps({
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Allow", "Principal": {"AWS": "000000000000"},
                "Action": "s3express:CreateSession",
                "Resource": f"arn:aws:s3express:us-east-1:000000000000:bucket/{BUCKET}",
            }],
        })
        aws("s3api", "put-bucket-policy", "--bucket", BUCKET, "--policy", policy)
        self.assertEqual(
            json.loads(policy),
            json.loads(aws("s3api", "get-bucket-policy", "--bucket", BUCKET)["Policy"]))
        aws("s3api", "delete-bucket-policy", "--bucket", BUCKET)
        lifecycle = {"Rules": [{
            "ID": "old", "Status": "Enabled", "Filter": {"Prefix": "tmp/"},
            "Expiration": {"Days": 7}, "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 3},
        }]}
        aws("s3api", "put-bucket-lifecycle-configuration", "--bucket", BUCKET,
            "--lifecycle-configuration", json.dumps(lifecycle))
        got = aws("s3api", "get-bucket-lifecycle-configuration", "--bucket", BUCKET)
        self.assertEqual("old", got["Rules"][0]["ID"])
        aws("s3api", "delete-bucket-lifecycle", "--bucket", BUCKET)


if __name__ == "__main__":
    unittest.main(verbosity=2)
