namespace RedisAi.MLflow.Flavours;

/// <summary>The example of a folder that is a body for <c>/invocations</c>.</summary>
internal static class ServingExample
{
    private const string UsualFile = "serving_input_example.json";
    private const long MaxBytes = 64 << 20;

    /// <summary>Reads it by the name that the folder gives it, else by the usual one.</summary>
    /// <returns>Null when there is none.</returns>
    public static byte[]? Read(FlavorFolder folder)
    {
        if (folder.Description.InputExample?.ServingPath is { } named)
        {
            return Read(folder.RequireFile(named));
        }

        string usual = folder.Resolve(UsualFile);
        return File.Exists(usual) ? Read(usual) : null;
    }

    private static byte[] Read(string path)
    {
        try
        {
            long length = new FileInfo(path).Length;
            return length <= MaxBytes
                ? File.ReadAllBytes(path)
                : throw new MlflowException($"The example '{path}' has {length} bytes; {MaxBytes} are the limit.", MlflowErrorCodes.InvalidParameterValue);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MlflowException($"The example '{path}' cannot be read: {error.Message}", MlflowErrorCodes.InvalidParameterValue, innerException: error);
        }
    }
}
