/** The protobuf classes that tfjs-node ships without types: as much of them as is written here and in export/. */
declare module '@tensorflow/tfjs-node-gpu/dist/proto/api_pb' {
  class TensorShape {
    setDimList(dims: TensorShape.Dim[]): void;
  }
  namespace TensorShape {
    class Dim {
      setSize(size: number): void;
    }
  }
  class Tensor {
    setDtype(type: number): void;
    setTensorShape(shape: TensorShape): void;
    setTensorContent(bytes: Uint8Array): void;
    setStringValList(values: Uint8Array[]): void;
  }
  class AttrValue {
    setS(bytes: Uint8Array): void;
    setI(value: number): void;
    setF(value: number): void;
    setB(value: boolean): void;
    setType(type: number): void;
    setShape(shape: TensorShape): void;
    setTensor(tensor: Tensor): void;
    setList(list: AttrValue.ListValue): void;
  }
  namespace AttrValue {
    class ListValue {
      setIList(values: number[]): void;
    }
  }
  class NodeDef {
    setName(name: string): void;
    setOp(op: string): void;
    setInputList(inputs: string[]): void;
    getAttrMap(): { set(name: string, value: AttrValue): void };
  }
  class VersionDef {
    setProducer(version: number): void;
  }
  class GraphDef {
    setNodeList(nodes: NodeDef[]): void;
    setVersions(versions: VersionDef): void;
  }
  class MetaGraphDef {
    setMetaInfoDef(info: MetaGraphDef.MetaInfoDef): void;
    setGraphDef(graph: GraphDef): void;
    getSignatureDefMap(): { set(name: string, value: SignatureDef): void };
  }
  namespace MetaGraphDef {
    class MetaInfoDef {
      setTagsList(tags: string[]): void;
    }
  }
  class TensorInfo {
    setName(name: string): void;
    setDtype(type: number): void;
    setTensorShape(shape: TensorShape): void;
  }
  class SignatureDef {
    getInputsMap(): { set(name: string, value: TensorInfo): void };
    getOutputsMap(): { set(name: string, value: TensorInfo): void };
    setMethodName(name: string): void;
  }
  class SavedModel {
    setSavedModelSchemaVersion(version: number): void;
    setMetaGraphsList(graphs: MetaGraphDef[]): void;
    serializeBinary(): Uint8Array;
    static deserializeBinary(bytes: Uint8Array): { toObject(): SavedModel.AsObject };
  }
  namespace SavedModel {
    /** As much of a read one as the tests look at. */
    interface AsObject {
      readonly metaGraphsList: readonly {
        readonly graphDef: {
          readonly nodeList: readonly {
            readonly name: string;
            readonly op: string;
            readonly inputList: readonly string[];
          }[];
        };
      }[];
    }
  }
}
