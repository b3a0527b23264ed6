"""Variables: where pictures are kept."""

from dataclasses import dataclass

from attendance_system.env import parsers
from attendance_system.env.variables.declaration import variable


@dataclass(frozen=True, kw_only=True)
class FileVariables:
    """Pictures, in a folder or a bucket."""

    use_s3: bool = variable(
        "USE_S3",
        parsers.boolean,
        default=False,
        example="True",
        doc="Keeps pictures in a private S3 bucket. False: in the folder files of DATA_DIR.",
    )
    aws_access_key_id: str = variable(
        "AWS_ACCESS_KEY_ID",
        parsers.text,
        default="",
        example="AKIAIOSFODNN7EXAMPLE",
        doc="Key that may read, write, delete and list in the bucket. Needed with USE_S3.",
    )
    aws_secret_access_key: str = variable(
        "AWS_SECRET_ACCESS_KEY",
        parsers.text,
        default="",
        example="<secret of that key>",
        doc="Secret of that key. Secret. Needed with USE_S3.",
    )
    aws_storage_bucket_name: str = variable(
        "AWS_STORAGE_BUCKET_NAME",
        parsers.bucket,
        default="",
        example="example-university-attendance",
        doc="Name of the bucket, without dots. Needed with USE_S3.",
    )
    aws_s3_region_name: str = variable(
        "AWS_S3_REGION_NAME",
        parsers.slug,
        default="",
        example="eu-west-1",
        doc="Region of the bucket. Needed with USE_S3.",
    )
    aws_s3_endpoint_url: str = variable(
        "AWS_S3_ENDPOINT_URL",
        parsers.origin,
        default="",
        example="https://s3.example.edu",
        doc="Origin of another server than Amazon's that speaks S3. Browsers must reach it too. "
        "Empty: Amazon's, in that region.",
    )
