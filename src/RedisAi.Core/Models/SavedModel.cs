namespace RedisAi.Models;

/// <summary>Tells TensorFlow's own format, which nothing but TensorFlow runs, from models that a backend may know.</summary>
internal static class SavedModel
{
    private const string FileName = "saved_model.pb";

    /// <summary>Refuses the folder that TensorFlow writes, and the file in it.</summary>
    /// <param name="path">Where a model is said to be.</param>
    /// <exception cref="ModelLoadException">It is such a model; says how to convert it.</exception>
    public static void ThrowIfAt(string path)
    {
        string? folder = File.Exists(Path.Combine(path, FileName)) ? path
            : Path.GetFileName(path) == FileName && File.Exists(path) ? Path.GetDirectoryName(path)
            : null;
        if (folder is not null)
        {
            throw new ModelLoadException(
                $"'{path}' is a SavedModel, which only TensorFlow itself runs. Convert it to ONNX: python -m tf2onnx.convert --saved-model \"{folder}\" --output model.onnx; " +
                $"or to TensorFlow Lite: open(\"model.tflite\", \"wb\").write(tf.lite.TFLiteConverter.from_saved_model(\"{folder}\").convert()). Then store the file that comes of it.");
        }
    }
}
