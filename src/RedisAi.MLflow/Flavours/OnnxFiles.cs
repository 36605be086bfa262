using Microsoft.Win32.SafeHandles;
using RedisAi.Backends.Onnx;

namespace RedisAi.MLflow.Flavours;

/// <summary>Finds the files in which an ONNX model keeps weights.</summary>
internal static class OnnxFiles
{
    /// <summary>The backend that runs ONNX models.</summary>
    public const string Backend = "ONNX";

    /// <summary>Reads which files a model names, and looks whether each is there.</summary>
    /// <param name="folder">The folder of the model.</param>
    /// <param name="path">The model.</param>
    /// <returns>Their full paths; none when all weights are in the model.</returns>
    /// <exception cref="MlflowException">One is missing or outside, or the model cannot be read to its end.</exception>
    public static IReadOnlyList<string> FindWeights(FlavorFolder folder, string path)
    {
        string relative = Path.GetRelativePath(folder.Root, Path.GetDirectoryName(path)!);
        string below = relative == "." ? "" : relative.Replace(Path.DirectorySeparatorChar, '/') + "/";
        return [.. ReadLocations(folder, path).Select(location => Path.IsPathRooted(location) ? folder.Resolve(location) : folder.RequireFile(below + location))];
    }

    private static IReadOnlyCollection<string> ReadLocations(FlavorFolder folder, string path)
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(path);
            long length = RandomAccess.GetLength(file);
            return length > 0 ? OnnxExternalDataReader.Read(new ProtobufReader(file, length)) : throw folder.Unusable($"is an empty file, '{path}'. Log the model again.");
        }
        catch (ModelLoadException error)
        {
            throw new MlflowException($"The model '{path}' cannot be read. {error.Message}", MlflowErrorCodes.InvalidParameterValue, innerException: error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MlflowException($"The model '{path}' cannot be read: {error.Message}", MlflowErrorCodes.InvalidParameterValue, innerException: error);
        }
    }
}
