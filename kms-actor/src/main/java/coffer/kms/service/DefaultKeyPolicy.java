package coffer.kms.service;

/** The policies that keys get when nobody gives one. */
final class DefaultKeyPolicy {
  private DefaultKeyPolicy() {}

  /** Lets the account's root do everything, and thereby the account's identity policies decide. */
  static String ofCustomerKey(String account) {
    return """
    {
      "Version" : "2012-10-17",
      "Id" : "key-default-1",
      "Statement" : [ {
        "Sid" : "Enable IAM User Permissions",
        "Effect" : "Allow",
        "Principal" : {
          "AWS" : "arn:aws:iam::%s:root"
        },
        "Action" : "kms:*",
        "Resource" : "*"
      } ]
    }\
    """
        .formatted(account);
  }

  /**
   * Lets everyone in the account use {@code aws/s3} through S3, and look at it; nobody can change
   * it.
   */
  static String ofS3Key(String account, String region) {
    return """
    {
      "Version" : "2012-10-17",
      "Id" : "auto-s3-2",
      "Statement" : [ {
        "Sid" : "Allow access through S3 for all principals in the account that are authorized to use S3",
        "Effect" : "Allow",
        "Principal" : {
          "AWS" : "*"
        },
        "Action" : [ "kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey" ],
        "Resource" : "*",
        "Condition" : {
          "StringEquals" : {
            "kms:CallerAccount" : "%s",
            "kms:ViaService" : [ "s3.%s.amazonaws.com", "s3express.%s.amazonaws.com" ]
          }
        }
      }, {
        "Sid" : "Allow direct access to key metadata to the account",
        "Effect" : "Allow",
        "Principal" : {
          "AWS" : "arn:aws:iam::%s:root"
        },
        "Action" : [ "kms:Describe*", "kms:Get*", "kms:List*" ],
        "Resource" : "*"
      } ]
    }\
    """
        .formatted(account, region, region, account);
  }
}
