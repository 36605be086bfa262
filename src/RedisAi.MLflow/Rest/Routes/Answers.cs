namespace RedisAi.MLflow.Rest.Routes;

/// <summary>Answers that lack what they should have.</summary>
internal static class Answers
{
    public static MlflowException Lacking(string field, string what) =>
        new($"The server's answer on {what} lacks '{field}'.", MlflowErrorCodes.InternalError);
}
