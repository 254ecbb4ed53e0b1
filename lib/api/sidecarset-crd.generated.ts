// Made by lib/generate (npm run generate) from lib/api/schema and the types of @kubernetes/client-node. Do not edit.

import type { CustomResourceDefinition, JSONSchemaProps } from './kubernetes.generated.js';

const SCHEMA: JSONSchemaProps = {
  description:
    'A SidecarSet injects sidecar containers into the pods that it selects when they are created, and upgrades them later inside the running pods by changing their image.',
  type: 'object',
  properties: {
    apiVersion: {
      description: 'Group and version: `apps.kruise.io/v1beta1`, or `apps.kruise.io/v1alpha1`.',
      type: 'string',
    },
    kind: { description: '`SidecarSet`.', type: 'string' },
    metadata: { type: 'object' },
    spec: {
      description: 'Which pods get which sidecars, and how injected pods follow a change.',
      type: 'object',
      properties: {
        selector: {
          description: 'Which pods are injected when they are created, and updated later, by their labels.',
          type: 'object',
          'x-kubernetes-map-type': 'atomic',
          properties: {
            matchLabels: {
              type: 'object',
              additionalProperties: { type: 'string' },
              description: 'Labels that must all be there with these values.',
            },
            matchExpressions: {
              type: 'array',
              items: {
                type: 'object',
                required: ['key', 'operator'],
                properties: {
                  key: { type: 'string', description: 'Key of the label.' },
                  operator: {
                    type: 'string',
                    enum: ['In', 'NotIn', 'Exists', 'DoesNotExist'],
                    description: 'How the label relates to the values.',
                  },
                  values: {
                    type: 'array',
                    items: { type: 'string' },
                    'x-kubernetes-list-type': 'atomic',
                    description: 'Values for In and NotIn; none for Exists and DoesNotExist.',
                  },
                },
              },
              'x-kubernetes-list-type': 'atomic',
              description: 'Requirements that must all hold.',
            },
          },
          'x-kubernetes-validations': [
            {
              rule: '(has(self.matchLabels) && size(self.matchLabels) > 0) || (has(self.matchExpressions) && size(self.matchExpressions) > 0)',
              message: 'is empty, which would select everything; name at least one label',
            },
          ],
        },
        namespace: {
          description:
            'Only pods of this namespace. Without namespace and namespaceSelector: every namespace but kube-system and kube-public.',
          type: 'string',
        },
        namespaceSelector: {
          description: 'Only pods of namespaces with these labels. The field namespace wins over it.',
          type: 'object',
          'x-kubernetes-map-type': 'atomic',
          properties: {
            matchLabels: {
              type: 'object',
              additionalProperties: { type: 'string' },
              description: 'Labels that must all be there with these values.',
            },
            matchExpressions: {
              type: 'array',
              items: {
                type: 'object',
                required: ['key', 'operator'],
                properties: {
                  key: { type: 'string', description: 'Key of the label.' },
                  operator: {
                    type: 'string',
                    enum: ['In', 'NotIn', 'Exists', 'DoesNotExist'],
                    description: 'How the label relates to the values.',
                  },
                  values: {
                    type: 'array',
                    items: { type: 'string' },
                    'x-kubernetes-list-type': 'atomic',
                    description: 'Values for In and NotIn; none for Exists and DoesNotExist.',
                  },
                },
              },
              'x-kubernetes-list-type': 'atomic',
              description: 'Requirements that must all hold.',
            },
          },
          'x-kubernetes-validations': [
            {
              rule: '(has(self.matchLabels) && size(self.matchLabels) > 0) || (has(self.matchExpressions) && size(self.matchExpressions) > 0)',
              message: 'is empty, which would select everything; name at least one label',
            },
          ],
        },
        containers: {
          description: 'The sidecars, in the order in which they stand in the pod.',
          type: 'array',
          items: {
            type: 'object',
            properties: {
              args: {
                description:
                  "Arguments to the entrypoint. The container image's CMD is used if this is not provided. Variable references $(VAR_NAME) are expanded using the container's environment. If a variable cannot be resolved, the reference in the input string will be unchanged.",
                type: 'array',
                items: { type: 'string' },
              },
              command: {
                description:
                  "Entrypoint array. Not executed within a shell. The container image's ENTRYPOINT is used if this is not provided. Variable references $(VAR_NAME) are expanded using the container's environment. If a variable cannot be resolved, the reference in the input string will be unchanged.",
                type: 'array',
                items: { type: 'string' },
              },
              env: {
                description: 'List of environment variables to set in the container. Cannot be updated.',
                type: 'array',
                items: {
                  type: 'object',
                  properties: {
                    name: {
                      description:
                        "Name of the environment variable. May consist of any printable ASCII characters except '='.",
                      type: 'string',
                    },
                    value: {
                      description:
                        'Variable references $(VAR_NAME) are expanded using the previously defined environment variables in the container and any service environment variables.',
                      type: 'string',
                    },
                    valueFrom: {
                      description: 'EnvVarSource represents a source for the value of an EnvVar.',
                      type: 'object',
                      properties: {
                        configMapKeyRef: {
                          description: 'Selects a key from a ConfigMap.',
                          type: 'object',
                          properties: {
                            key: { description: 'The key to select.', type: 'string' },
                            name: {
                              description:
                                'Name of the referent. This field is effectively required, but due to backwards compatibility is allowed to be empty.',
                              type: 'string',
                            },
                            optional: {
                              description: 'Specify whether the ConfigMap or its key must be defined',
                              type: 'boolean',
                            },
                          },
                          'x-kubernetes-preserve-unknown-fields': true,
                        },
                        fieldRef: {
                          description: 'ObjectFieldSelector selects an APIVersioned field of an object.',
                          type: 'object',
                          properties: {
                            apiVersion: {
                              description:
                                'Version of the schema the FieldPath is written in terms of, defaults to "v1".',
                              type: 'string',
                            },
                            fieldPath: {
                              description: 'Path of the field to select in the specified API version.',
                              type: 'string',
                            },
                          },
                          'x-kubernetes-preserve-unknown-fields': true,
                        },
                        fileKeyRef: {
                          description: 'FileKeySelector selects a key of the env file.',
                          type: 'object',
                          properties: {
                            key: {
                              description:
                                'The key within the env file. An invalid key will prevent the pod from starting.',
                              type: 'string',
                            },
                            optional: {
                              description: 'Specify whether the file or its key must be defined.',
                              type: 'boolean',
                            },
                            path: {
                              description: 'The path within the volume from which to select the file.',
                              type: 'string',
                            },
                            volumeName: {
                              description: 'The name of the volume mount containing the env file.',
                              type: 'string',
                            },
                          },
                          'x-kubernetes-preserve-unknown-fields': true,
                        },
                        resourceFieldRef: {
                          description:
                            'ResourceFieldSelector represents container resources (cpu, memory) and their output format',
                          type: 'object',
                          properties: {
                            containerName: {
                              description: 'Container name: required for volumes, optional for env vars',
                              type: 'string',
                            },
                            divisor: {
                              description: 'Specifies the output format of the exposed resources, defaults to "1"',
                              'x-kubernetes-preserve-unknown-fields': true,
                            },
                            resource: { description: 'Required: resource to select', type: 'string' },
                          },
                          'x-kubernetes-preserve-unknown-fields': true,
                        },
                        secretKeyRef: {
                          description: 'SecretKeySelector selects a key of a Secret.',
                          type: 'object',
                          properties: {
                            key: {
                              description: 'The key of the secret to select from. Must be a valid secret key.',
                              type: 'string',
                            },
                            name: {
                              description:
                                'Name of the referent. This field is effectively required, but due to backwards compatibility is allowed to be empty.',
                              type: 'string',
                            },
                            optional: {
                              description: 'Specify whether the Secret or its key must be defined',
                              type: 'boolean',
                            },
                          },
                          'x-kubernetes-preserve-unknown-fields': true,
                        },
                      },
                      'x-kubernetes-preserve-unknown-fields': true,
                    },
                  },
                  'x-kubernetes-preserve-unknown-fields': true,
                },
              },
              envFrom: {
                description:
                  "List of sources to populate environment variables in the container. The keys defined within a source may consist of any printable ASCII characters except '='. When a key exists in multiple sources, the value associated with the last source will take precedence. Values defined by an Env with a duplicate key will take precedence. Cannot be updated.",
                type: 'array',
                items: {
                  type: 'object',
                  properties: {
                    configMapRef: {
                      description: 'ConfigMapEnvSource selects a ConfigMap to populate the environment variables with.',
                      type: 'object',
                      properties: {
                        name: {
                          description:
                            'Name of the referent. This field is effectively required, but due to backwards compatibility is allowed to be empty.',
                          type: 'string',
                        },
                        optional: { description: 'Specify whether the ConfigMap must be defined', type: 'boolean' },
                      },
                      'x-kubernetes-preserve-unknown-fields': true,
                    },
                    prefix: {
                      description: 'Optional text to prepend to the name of each environment variable.',
                      type: 'string',
                    },
                    secretRef: {
                      description: 'SecretEnvSource selects a Secret to populate the environment variables with.',
                      type: 'object',
                      properties: {
                        name: {
                          description:
                            'Name of the referent. This field is effectively required, but due to backwards compatibility is allowed to be empty.',
                          type: 'string',
                        },
                        optional: { description: 'Specify whether the Secret must be defined', type: 'boolean' },
                      },
                      'x-kubernetes-preserve-unknown-fields': true,
                    },
                  },
                  'x-kubernetes-preserve-unknown-fields': true,
                },
              },
              image: {
                description:
                  'Container image name. More info: https://kubernetes.io/docs/concepts/containers/images This field is optional to allow higher level config management to default or override container images in workload controllers like Deployments and StatefulSets.',
                type: 'string',
              },
              imagePullPolicy: {
                description:
                  'Image pull policy. One of Always, Never, IfNotPresent. Defaults to Always if :latest tag is specified, or IfNotPresent otherwise. Cannot be updated. More info: https://kubernetes.io/docs/concepts/containers/images#updating-images',
                type: 'string',
              },
              lifecycle: {
                description:
                  'Lifecycle describes actions that the management system should take in response to container lifecycle events. For the PostStart and PreStop lifecycle handlers, management of the container blocks until the action is complete, unless the container process fails, in which case the handler is aborted.',
                type: 'object',
                properties: {
                  postStart: {
                    description: 'LifecycleHandler defines a specific action that should be taken in a lifecycle hook.',
                    type: 'object',
                    properties: {
                      exec: {
                        description: 'ExecAction describes a "run in container" action.',
                        type: 'object',
                        properties: {
                          command: {
                            description:
                              "Command is the command line to execute inside the container, the working directory for the command  is root ('/') in the container's filesystem.",
                            type: 'array',
                            items: { type: 'string' },
                          },
                        },
                        'x-kubernetes-preserve-unknown-fields': true,
                      },
                      httpGet: {
                        description: 'HTTPGetAction describes an action based on HTTP Get requests.',
                        type: 'object',
                        properties: {
                          host: {
                            description:
                              'Host name to connect to, defaults to the pod IP. You probably want to set "Host" in httpHeaders instead.',
                            type: 'string',
                          },
                          httpHeaders: {
                            description: 'Custom headers to set in the request. HTTP allows repeated headers.',
                            type: 'array',
                            items: {
                              type: 'object',
                              properties: {
                                name: { description: 'The header field name.', type: 'string' },
                                value: { description: 'The header field value', type: 'string' },
                              },
                              'x-kubernetes-preserve-unknown-fields': true,
                            },
                          },
                          path: { description: 'Path to access on the HTTP server.', type: 'string' },
                          port: {
                            description: 'IntOrString is a type that can hold an int32 or a string.',
                            anyOf: [{ type: 'integer' }, { type: 'string' }],
                            'x-kubernetes-int-or-string': true,
                          },
                          scheme: {
                            description: 'Scheme to use for connecting to the host. Defaults to HTTP.',
                            type: 'string',
                          },
                        },
                        'x-kubernetes-preserve-unknown-fields': true,
                      },
                      sleep: {
                        description: 'SleepAction describes a "sleep" action.',
                        type: 'object',
                        properties: {
                          seconds: {
                            description: 'Seconds is the number of seconds to sleep.',
                            type: 'integer',
                            format: 'int64',
                          },
                        },
                        'x-kubernetes-preserve-unknown-fields': true,
                      },
                      tcpSocket: {
                        description: 'TCPSocketAction describes an action based on opening a socket',
                        type: 'object',
                        properties: {
                          host: {
                            description: 'Optional: Host name to connect to, defaults to the pod IP.',
                            type: 'string',
                          },
                          port: {
                            description: 'IntOrString is a type that can hold an int32 or a string.',
                            anyOf: [{ type: 'integer' }, { type: 'string' }],
                            'x-kubernetes-int-or-string': true,
                          },
                        },
                        'x-kubernetes-preserve-unknown-fields': true,
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  preStop: {
                    description: 'LifecycleHandler defines a specific action that should be taken in a lifecycle hook.',
                    type: 'object',
                    properties: {
                      exec: {
                        description: 'ExecAction describes a "run in container" action.',
                        type: 'object',
                        properties: {
                          command: {
                            description:
                              "Command is the command line to execute inside the container, the working directory for the command  is root ('/') in the container's filesystem.",
                            type: 'array',
                            items: { type: 'string' },
                          },
                        },
                        'x-kubernetes-preserve-unknown-fields': true,
                      },
                      httpGet: {
                        description: 'HTTPGetAction describes an action based on HTTP Get requests.',
                        type: 'object',
                        properties: {
                          host: {
                            description:
                              'Host name to connect to, defaults to the pod IP. You probably want to set "Host" in httpHeaders instead.',
                            type: 'string',
                          },
                          httpHeaders: {
                            description: 'Custom headers to set in the request. HTTP allows repeated headers.',
                            type: 'array',
                            items: {
                              type: 'object',
                              properties: {
                                name: { description: 'The header field name.', type: 'string' },
                                value: { description: 'The header field value', type: 'string' },
                              },
                              'x-kubernetes-preserve-unknown-fields': true,
                            },
                          },
                          path: { description: 'Path to access on the HTTP server.', type: 'string' },
                          port: {
                            description: 'IntOrString is a type that can hold an int32 or a string.',
                            anyOf: [{ type: 'integer' }, { type: 'string' }],
                            'x-kubernetes-int-or-string': true,
                          },
                          scheme: {
                            description: 'Scheme to use for connecting to the host. Defaults to HTTP.',
                            type: 'string',
                          },
                        },
                        'x-kubernetes-preserve-unknown-fields': true,
                      },
                      sleep: {
                        description: 'SleepAction describes a "sleep" action.',
                        type: 'object',
                        properties: {
                          seconds: {
                            description: 'Seconds is the number of seconds to sleep.',
                            type: 'integer',
                            format: 'int64',
                          },
                        },
                        'x-kubernetes-preserve-unknown-fields': true,
                      },
                      tcpSocket: {
                        description: 'TCPSocketAction describes an action based on opening a socket',
                        type: 'object',
                        properties: {
                          host: {
                            description: 'Optional: Host name to connect to, defaults to the pod IP.',
                            type: 'string',
                          },
                          port: {
                            description: 'IntOrString is a type that can hold an int32 or a string.',
                            anyOf: [{ type: 'integer' }, { type: 'string' }],
                            'x-kubernetes-int-or-string': true,
                          },
                        },
                        'x-kubernetes-preserve-unknown-fields': true,
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  stopSignal: {
                    description:
                      'StopSignal defines which signal will be sent to a container when it is being stopped.',
                    type: 'string',
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              livenessProbe: {
                description:
                  'Probe describes a health check to be performed against a container to determine whether it is alive or ready to receive traffic.',
                type: 'object',
                properties: {
                  exec: {
                    description: 'ExecAction describes a "run in container" action.',
                    type: 'object',
                    properties: {
                      command: {
                        description:
                          "Command is the command line to execute inside the container, the working directory for the command  is root ('/') in the container's filesystem.",
                        type: 'array',
                        items: { type: 'string' },
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  failureThreshold: {
                    description:
                      'Minimum consecutive failures for the probe to be considered failed after having succeeded. Defaults to 3.',
                    type: 'integer',
                    format: 'int32',
                  },
                  grpc: {
                    description: 'GRPCAction specifies an action involving a GRPC service.',
                    type: 'object',
                    properties: {
                      port: {
                        description: 'Port number of the gRPC service. Number must be in the range 1 to 65535.',
                        type: 'integer',
                        format: 'int32',
                      },
                      service: {
                        description:
                          'Service is the name of the service to place in the gRPC HealthCheckRequest (see https://github.com/grpc/grpc/blob/master/doc/health-checking.md).',
                        type: 'string',
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  httpGet: {
                    description: 'HTTPGetAction describes an action based on HTTP Get requests.',
                    type: 'object',
                    properties: {
                      host: {
                        description:
                          'Host name to connect to, defaults to the pod IP. You probably want to set "Host" in httpHeaders instead.',
                        type: 'string',
                      },
                      httpHeaders: {
                        description: 'Custom headers to set in the request. HTTP allows repeated headers.',
                        type: 'array',
                        items: {
                          type: 'object',
                          properties: {
                            name: { description: 'The header field name.', type: 'string' },
                            value: { description: 'The header field value', type: 'string' },
                          },
                          'x-kubernetes-preserve-unknown-fields': true,
                        },
                      },
                      path: { description: 'Path to access on the HTTP server.', type: 'string' },
                      port: {
                        description: 'IntOrString is a type that can hold an int32 or a string.',
                        anyOf: [{ type: 'integer' }, { type: 'string' }],
                        'x-kubernetes-int-or-string': true,
                      },
                      scheme: {
                        description: 'Scheme to use for connecting to the host. Defaults to HTTP.',
                        type: 'string',
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  initialDelaySeconds: {
                    description:
                      'Number of seconds after the container has started before liveness probes are initiated.',
                    type: 'integer',
                    format: 'int32',
                  },
                  periodSeconds: {
                    description:
                      'How often (in seconds) to perform the probe. Default to 10 seconds. Minimum value is 1.',
                    type: 'integer',
                    format: 'int32',
                  },
                  successThreshold: {
                    description:
                      'Minimum consecutive successes for the probe to be considered successful after having failed. Defaults to 1.',
                    type: 'integer',
                    format: 'int32',
                  },
                  tcpSocket: {
                    description: 'TCPSocketAction describes an action based on opening a socket',
                    type: 'object',
                    properties: {
                      host: {
                        description: 'Optional: Host name to connect to, defaults to the pod IP.',
                        type: 'string',
                      },
                      port: {
                        description: 'IntOrString is a type that can hold an int32 or a string.',
                        anyOf: [{ type: 'integer' }, { type: 'string' }],
                        'x-kubernetes-int-or-string': true,
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  terminationGracePeriodSeconds: {
                    description:
                      'Optional duration in seconds the pod needs to terminate gracefully upon probe failure.',
                    type: 'integer',
                    format: 'int64',
                  },
                  timeoutSeconds: {
                    description:
                      'Number of seconds after which the probe times out. Defaults to 1 second. Minimum value is 1.',
                    type: 'integer',
                    format: 'int32',
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              name: {
                description:
                  'Name of the container in the pod, unique in this SidecarSet and among all SidecarSets that select the same pod.',
                type: 'string',
                minLength: 1,
                maxLength: 63,
                pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
              },
              ports: {
                description:
                  'List of ports to expose from the container. Not specifying a port here DOES NOT prevent that port from being exposed. Any port which is listening on the default "0.0.0.0" address inside a container will be accessible from the network. Modifying this array with strategic merge patch may corrupt the data. For more information See https://github.com/kubernetes/kubernetes/issues/108255.',
                type: 'array',
                items: {
                  type: 'object',
                  properties: {
                    containerPort: {
                      description:
                        "Number of port to expose on the pod's IP address. This must be a valid port number, 0 < x < 65536.",
                      type: 'integer',
                      format: 'int32',
                    },
                    hostIP: { description: 'What host IP to bind the external port to.', type: 'string' },
                    hostPort: {
                      description:
                        'Number of port to expose on the host. If specified, this must be a valid port number, 0 < x < 65536.',
                      type: 'integer',
                      format: 'int32',
                    },
                    name: {
                      description:
                        'If specified, this must be an IANA_SVC_NAME and unique within the pod. Each named port in a pod must have a unique name.',
                      type: 'string',
                    },
                    protocol: {
                      description: 'Protocol for port. Must be UDP, TCP, or SCTP. Defaults to "TCP".',
                      type: 'string',
                    },
                  },
                  'x-kubernetes-preserve-unknown-fields': true,
                },
              },
              readinessProbe: {
                description:
                  'Probe describes a health check to be performed against a container to determine whether it is alive or ready to receive traffic.',
                type: 'object',
                properties: {
                  exec: {
                    description: 'ExecAction describes a "run in container" action.',
                    type: 'object',
                    properties: {
                      command: {
                        description:
                          "Command is the command line to execute inside the container, the working directory for the command  is root ('/') in the container's filesystem.",
                        type: 'array',
                        items: { type: 'string' },
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  failureThreshold: {
                    description:
                      'Minimum consecutive failures for the probe to be considered failed after having succeeded. Defaults to 3.',
                    type: 'integer',
                    format: 'int32',
                  },
                  grpc: {
                    description: 'GRPCAction specifies an action involving a GRPC service.',
                    type: 'object',
                    properties: {
                      port: {
                        description: 'Port number of the gRPC service. Number must be in the range 1 to 65535.',
                        type: 'integer',
                        format: 'int32',
                      },
                      service: {
                        description:
                          'Service is the name of the service to place in the gRPC HealthCheckRequest (see https://github.com/grpc/grpc/blob/master/doc/health-checking.md).',
                        type: 'string',
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  httpGet: {
                    description: 'HTTPGetAction describes an action based on HTTP Get requests.',
                    type: 'object',
                    properties: {
                      host: {
                        description:
                          'Host name to connect to, defaults to the pod IP. You probably want to set "Host" in httpHeaders instead.',
                        type: 'string',
                      },
                      httpHeaders: {
                        description: 'Custom headers to set in the request. HTTP allows repeated headers.',
                        type: 'array',
                        items: {
                          type: 'object',
                          properties: {
                            name: { description: 'The header field name.', type: 'string' },
                            value: { description: 'The header field value', type: 'string' },
                          },
                          'x-kubernetes-preserve-unknown-fields': true,
                        },
                      },
                      path: { description: 'Path to access on the HTTP server.', type: 'string' },
                      port: {
                        description: 'IntOrString is a type that can hold an int32 or a string.',
                        anyOf: [{ type: 'integer' }, { type: 'string' }],
                        'x-kubernetes-int-or-string': true,
                      },
                      scheme: {
                        description: 'Scheme to use for connecting to the host. Defaults to HTTP.',
                        type: 'string',
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  initialDelaySeconds: {
                    description:
                      'Number of seconds after the container has started before liveness probes are initiated.',
                    type: 'integer',
                    format: 'int32',
                  },
                  periodSeconds: {
                    description:
                      'How often (in seconds) to perform the probe. Default to 10 seconds. Minimum value is 1.',
                    type: 'integer',
                    format: 'int32',
                  },
                  successThreshold: {
                    description:
                      'Minimum consecutive successes for the probe to be considered successful after having failed. Defaults to 1.',
                    type: 'integer',
                    format: 'int32',
                  },
                  tcpSocket: {
                    description: 'TCPSocketAction describes an action based on opening a socket',
                    type: 'object',
                    properties: {
                      host: {
                        description: 'Optional: Host name to connect to, defaults to the pod IP.',
                        type: 'string',
                      },
                      port: {
                        description: 'IntOrString is a type that can hold an int32 or a string.',
                        anyOf: [{ type: 'integer' }, { type: 'string' }],
                        'x-kubernetes-int-or-string': true,
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  terminationGracePeriodSeconds: {
                    description:
                      'Optional duration in seconds the pod needs to terminate gracefully upon probe failure.',
                    type: 'integer',
                    format: 'int64',
                  },
                  timeoutSeconds: {
                    description:
                      'Number of seconds after which the probe times out. Defaults to 1 second. Minimum value is 1.',
                    type: 'integer',
                    format: 'int32',
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              resizePolicy: {
                description:
                  'Resources resize policy for the container. This field cannot be set on ephemeral containers.',
                type: 'array',
                items: {
                  type: 'object',
                  properties: {
                    resourceName: {
                      description:
                        'Name of the resource to which this resource resize policy applies. Supported values: cpu, memory.',
                      type: 'string',
                    },
                    restartPolicy: {
                      description:
                        'Restart policy to apply when specified resource is resized. If not specified, it defaults to NotRequired.',
                      type: 'string',
                    },
                  },
                  'x-kubernetes-preserve-unknown-fields': true,
                },
              },
              resources: {
                description: 'ResourceRequirements describes the compute resource requirements.',
                type: 'object',
                properties: {
                  claims: {
                    description:
                      'Claims lists the names of resources, defined in spec.resourceClaims, that are used by this container.',
                    type: 'array',
                    items: {
                      type: 'object',
                      properties: {
                        name: {
                          description:
                            'Name must match the name of one entry in pod.spec.resourceClaims of the Pod where this field is used.',
                          type: 'string',
                        },
                        request: {
                          description: 'Request is the name chosen for a request in the referenced claim.',
                          type: 'string',
                        },
                      },
                      'x-kubernetes-preserve-unknown-fields': true,
                    },
                  },
                  limits: {
                    description: 'Limits describes the maximum amount of compute resources allowed.',
                    type: 'object',
                    additionalProperties: { 'x-kubernetes-preserve-unknown-fields': true },
                  },
                  requests: {
                    description: 'Requests describes the minimum amount of compute resources required.',
                    type: 'object',
                    additionalProperties: { 'x-kubernetes-preserve-unknown-fields': true },
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              restartPolicy: {
                description:
                  "RestartPolicy defines the restart behavior of individual containers in a pod. This overrides the pod-level restart policy. When this field is not specified, the restart behavior is defined by the Pod's restart policy and the container type.",
                type: 'string',
              },
              restartPolicyRules: {
                description:
                  'Represents a list of rules to be checked to determine if the container should be restarted on exit. The rules are evaluated in order. Once a rule matches a container exit condition, the remaining rules are ignored. If no rule matches the container exit condition, the Container-level restart policy determines the whether the container is restarted or not.',
                type: 'array',
                items: {
                  type: 'object',
                  properties: {
                    action: {
                      description: 'Specifies the action taken on a container exit if the requirements are satisfied.',
                      type: 'string',
                    },
                    exitCodes: {
                      description:
                        'ContainerRestartRuleOnExitCodes describes the condition for handling an exited container based on its exit codes.',
                      type: 'object',
                      properties: {
                        operator: {
                          description:
                            'Represents the relationship between the container exit code(s) and the specified values.',
                          type: 'string',
                        },
                        values: {
                          description:
                            'Specifies the set of values to check for container exit codes. At most 255 elements are allowed.',
                          type: 'array',
                          items: { type: 'integer', format: 'int32' },
                        },
                      },
                      'x-kubernetes-preserve-unknown-fields': true,
                    },
                  },
                  'x-kubernetes-preserve-unknown-fields': true,
                },
              },
              securityContext: {
                description:
                  'SecurityContext holds security configuration that will be applied to a container. Some fields are present in both SecurityContext and PodSecurityContext. When both are set, the values in SecurityContext take precedence.',
                type: 'object',
                properties: {
                  allowPrivilegeEscalation: {
                    description:
                      'AllowPrivilegeEscalation controls whether a process can gain more privileges than its parent process.',
                    type: 'boolean',
                  },
                  appArmorProfile: {
                    description: "AppArmorProfile defines a pod or container's AppArmor settings.",
                    type: 'object',
                    properties: {
                      localhostProfile: {
                        description: 'localhostProfile indicates a profile loaded on the node that should be used.',
                        type: 'string',
                      },
                      type: {
                        description: 'type indicates which kind of AppArmor profile will be applied.',
                        type: 'string',
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  capabilities: {
                    description: 'Adds and removes POSIX capabilities from running containers.',
                    type: 'object',
                    properties: {
                      add: { description: 'Added capabilities', type: 'array', items: { type: 'string' } },
                      drop: { description: 'Removed capabilities', type: 'array', items: { type: 'string' } },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  privileged: {
                    description:
                      'Run container in privileged mode. Processes in privileged containers are essentially equivalent to root on the host.',
                    type: 'boolean',
                  },
                  procMount: {
                    description: 'procMount denotes the type of proc mount to use for the containers.',
                    type: 'string',
                  },
                  readOnlyRootFilesystem: {
                    description: 'Whether this container has a read-only root filesystem. Default is false.',
                    type: 'boolean',
                  },
                  runAsGroup: {
                    description:
                      'The GID to run the entrypoint of the container process. Uses runtime default if unset.',
                    type: 'integer',
                    format: 'int64',
                  },
                  runAsNonRoot: {
                    description: 'Indicates that the container must run as a non-root user.',
                    type: 'boolean',
                  },
                  runAsUser: {
                    description:
                      'The UID to run the entrypoint of the container process. Defaults to user specified in image metadata if unspecified.',
                    type: 'integer',
                    format: 'int64',
                  },
                  seLinuxOptions: {
                    description: 'SELinuxOptions are the labels to be applied to the container',
                    type: 'object',
                    properties: {
                      level: {
                        description: 'Level is SELinux level label that applies to the container.',
                        type: 'string',
                      },
                      role: {
                        description: 'Role is a SELinux role label that applies to the container.',
                        type: 'string',
                      },
                      type: {
                        description: 'Type is a SELinux type label that applies to the container.',
                        type: 'string',
                      },
                      user: {
                        description: 'User is a SELinux user label that applies to the container.',
                        type: 'string',
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  seccompProfile: {
                    description:
                      "SeccompProfile defines a pod/container's seccomp profile settings. Only one profile source may be set.",
                    type: 'object',
                    properties: {
                      localhostProfile: {
                        description:
                          'localhostProfile indicates a profile defined in a file on the node should be used.',
                        type: 'string',
                      },
                      type: {
                        description: 'type indicates which kind of seccomp profile will be applied.',
                        type: 'string',
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  windowsOptions: {
                    description: 'WindowsSecurityContextOptions contain Windows-specific options and credentials.',
                    type: 'object',
                    properties: {
                      gmsaCredentialSpec: {
                        description:
                          'GMSACredentialSpec is where the GMSA admission webhook (https://github.com/kubernetes-sigs/windows-gmsa) inlines the contents of the GMSA credential spec named by the GMSACredentialSpecName field.',
                        type: 'string',
                      },
                      gmsaCredentialSpecName: {
                        description: 'GMSACredentialSpecName is the name of the GMSA credential spec to use.',
                        type: 'string',
                      },
                      hostProcess: {
                        description:
                          "HostProcess determines if a container should be run as a 'Host Process' container.",
                        type: 'boolean',
                      },
                      runAsUserName: {
                        description: 'The UserName in Windows to run the entrypoint of the container process.',
                        type: 'string',
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              startupProbe: {
                description:
                  'Probe describes a health check to be performed against a container to determine whether it is alive or ready to receive traffic.',
                type: 'object',
                properties: {
                  exec: {
                    description: 'ExecAction describes a "run in container" action.',
                    type: 'object',
                    properties: {
                      command: {
                        description:
                          "Command is the command line to execute inside the container, the working directory for the command  is root ('/') in the container's filesystem.",
                        type: 'array',
                        items: { type: 'string' },
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  failureThreshold: {
                    description:
                      'Minimum consecutive failures for the probe to be considered failed after having succeeded. Defaults to 3.',
                    type: 'integer',
                    format: 'int32',
                  },
                  grpc: {
                    description: 'GRPCAction specifies an action involving a GRPC service.',
                    type: 'object',
                    properties: {
                      port: {
                        description: 'Port number of the gRPC service. Number must be in the range 1 to 65535.',
                        type: 'integer',
                        format: 'int32',
                      },
                      service: {
                        description:
                          'Service is the name of the service to place in the gRPC HealthCheckRequest (see https://github.com/grpc/grpc/blob/master/doc/health-checking.md).',
                        type: 'string',
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  httpGet: {
                    description: 'HTTPGetAction describes an action based on HTTP Get requests.',
                    type: 'object',
                    properties: {
                      host: {
                        description:
                          'Host name to connect to, defaults to the pod IP. You probably want to set "Host" in httpHeaders instead.',
                        type: 'string',
                      },
                      httpHeaders: {
                        description: 'Custom headers to set in the request. HTTP allows repeated headers.',
                        type: 'array',
                        items: {
                          type: 'object',
                          properties: {
                            name: { description: 'The header field name.', type: 'string' },
                            value: { description: 'The header field value', type: 'string' },
                          },
                          'x-kubernetes-preserve-unknown-fields': true,
                        },
                      },
                      path: { description: 'Path to access on the HTTP server.', type: 'string' },
                      port: {
                        description: 'IntOrString is a type that can hold an int32 or a string.',
                        anyOf: [{ type: 'integer' }, { type: 'string' }],
                        'x-kubernetes-int-or-string': true,
                      },
                      scheme: {
                        description: 'Scheme to use for connecting to the host. Defaults to HTTP.',
                        type: 'string',
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  initialDelaySeconds: {
                    description:
                      'Number of seconds after the container has started before liveness probes are initiated.',
                    type: 'integer',
                    format: 'int32',
                  },
                  periodSeconds: {
                    description:
                      'How often (in seconds) to perform the probe. Default to 10 seconds. Minimum value is 1.',
                    type: 'integer',
                    format: 'int32',
                  },
                  successThreshold: {
                    description:
                      'Minimum consecutive successes for the probe to be considered successful after having failed. Defaults to 1.',
                    type: 'integer',
                    format: 'int32',
                  },
                  tcpSocket: {
                    description: 'TCPSocketAction describes an action based on opening a socket',
                    type: 'object',
                    properties: {
                      host: {
                        description: 'Optional: Host name to connect to, defaults to the pod IP.',
                        type: 'string',
                      },
                      port: {
                        description: 'IntOrString is a type that can hold an int32 or a string.',
                        anyOf: [{ type: 'integer' }, { type: 'string' }],
                        'x-kubernetes-int-or-string': true,
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  terminationGracePeriodSeconds: {
                    description:
                      'Optional duration in seconds the pod needs to terminate gracefully upon probe failure.',
                    type: 'integer',
                    format: 'int64',
                  },
                  timeoutSeconds: {
                    description:
                      'Number of seconds after which the probe times out. Defaults to 1 second. Minimum value is 1.',
                    type: 'integer',
                    format: 'int32',
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              stdin: {
                description:
                  'Whether this container should allocate a buffer for stdin in the container runtime. If this is not set, reads from stdin in the container will always result in EOF. Default is false.',
                type: 'boolean',
              },
              stdinOnce: {
                description:
                  'Whether the container runtime should close the stdin channel after it has been opened by a single attach. When stdin is true the stdin stream will remain open across multiple attach sessions.',
                type: 'boolean',
              },
              terminationMessagePath: {
                description:
                  "Optional: Path at which the file to which the container's termination message will be written is mounted into the container's filesystem. Message written is intended to be brief final status, such as an assertion failure message. Will be truncated by the node if greater than 4096 bytes. The total message length across all containers will be limited to 12kb. Defaults to /dev/termination-log.",
                type: 'string',
              },
              terminationMessagePolicy: {
                description:
                  'Indicate how the termination message should be populated. File will use the contents of terminationMessagePath to populate the container status message on both success and failure. FallbackToLogsOnError will use the last chunk of container log output if the termination message file is empty and the container exited with an error.',
                type: 'string',
              },
              tty: {
                description:
                  "Whether this container should allocate a TTY for itself, also requires 'stdin' to be true. Default is false.",
                type: 'boolean',
              },
              volumeDevices: {
                description: 'volumeDevices is the list of block devices to be used by the container.',
                type: 'array',
                items: {
                  type: 'object',
                  properties: {
                    devicePath: {
                      description: 'devicePath is the path inside of the container that the device will be mapped to.',
                      type: 'string',
                    },
                    name: {
                      description: 'name must match the name of a persistentVolumeClaim in the pod',
                      type: 'string',
                    },
                  },
                  'x-kubernetes-preserve-unknown-fields': true,
                },
              },
              volumeMounts: {
                description: "Pod volumes to mount into the container's filesystem. Cannot be updated.",
                type: 'array',
                items: {
                  type: 'object',
                  properties: {
                    mountPath: {
                      description:
                        "Path within the container at which the volume should be mounted. Must not contain ':'.",
                      type: 'string',
                    },
                    mountPropagation: {
                      description:
                        'mountPropagation determines how mounts are propagated from the host to container and the other way around.',
                      type: 'string',
                    },
                    name: { description: 'This must match the Name of a Volume.', type: 'string' },
                    readOnly: {
                      description:
                        'Mounted read-only if true, read-write otherwise (false or unspecified). Defaults to false.',
                      type: 'boolean',
                    },
                    recursiveReadOnly: {
                      description:
                        'RecursiveReadOnly specifies whether read-only mounts should be handled recursively.',
                      type: 'string',
                    },
                    subPath: {
                      description:
                        'Path within the volume from which the container\'s volume should be mounted. Defaults to "" (volume\'s root).',
                      type: 'string',
                    },
                    subPathExpr: {
                      description:
                        "Expanded path within the volume from which the container's volume should be mounted.",
                      type: 'string',
                    },
                  },
                  'x-kubernetes-preserve-unknown-fields': true,
                },
              },
              workingDir: {
                description:
                  "Container's working directory. If not specified, the container runtime's default will be used, which might be configured in the container image. Cannot be updated.",
                type: 'string',
              },
              podInjectPolicy: {
                description: "Where the container is put among the pod's own ones.",
                type: 'string',
                enum: ['BeforeAppContainer', 'AfterAppContainer'],
                default: 'BeforeAppContainer',
              },
              upgradeStrategy: {
                description: "How this sidecar's image is replaced inside a running pod.",
                type: 'object',
                properties: {
                  upgradeType: {
                    description:
                      'Whether the sidecar stops for its upgrade, or hands its work over to a second container. Cannot be changed later.',
                    type: 'string',
                    enum: ['ColdUpgrade', 'HotUpgrade'],
                    'x-kubernetes-validations': [
                      {
                        rule: 'self == oldSelf',
                        message:
                          'cannot be changed for a container that exists, because injected pods hold one container or two; give the container a new name instead',
                      },
                    ],
                    default: 'ColdUpgrade',
                  },
                  hotUpgradeEmptyImage: {
                    description:
                      'Image of the idle container of a HotUpgrade. It runs with the same command, probes and hooks as the sidecar, and does nothing.',
                    type: 'string',
                    maxLength: 1024,
                  },
                },
                'x-kubernetes-validations': [
                  {
                    rule: "!has(self.upgradeType) || self.upgradeType != 'HotUpgrade' || (has(self.hotUpgradeEmptyImage) && size(self.hotUpgradeEmptyImage) > 0)",
                    message:
                      'HotUpgrade needs hotUpgradeEmptyImage, the image that the idle one of the two containers runs; name one or choose ColdUpgrade',
                  },
                ],
                default: {},
              },
              shareVolumePolicy: {
                description:
                  'Gives the sidecar every volume mount of the app containers, except at paths where it mounts something itself.',
                type: 'object',
                properties: {
                  type: {
                    description: 'Whether to share.',
                    type: 'string',
                    enum: ['enabled', 'disabled'],
                    default: 'disabled',
                  },
                },
                default: {},
              },
              shareVolumeDevicePolicy: {
                description:
                  'Gives the sidecar every raw block device of the app containers, except at paths that it uses itself.',
                type: 'object',
                properties: {
                  type: {
                    description: 'Whether to share.',
                    type: 'string',
                    enum: ['enabled', 'disabled'],
                    default: 'disabled',
                  },
                },
              },
              transferEnv: {
                description:
                  "Environment variables that are copied from the pod's own containers at injection. A variable that the sidecar sets itself wins; a container or variable that does not exist is skipped.",
                type: 'array',
                items: {
                  type: 'object',
                  properties: {
                    sourceContainerName: { description: 'Name of the container to copy from.', type: 'string' },
                    sourceContainerNameFrom: {
                      description:
                        'Finds the name of the container to copy from in the pod, for pods whose app container has no fixed name.',
                      type: 'object',
                      properties: {
                        fieldRef: {
                          description: 'A label or an annotation of the pod whose value is the name.',
                          type: 'object',
                          properties: {
                            apiVersion: {
                              description:
                                'Version of the pod that fieldPath is written for. Only `v1` is known, and absent means it.',
                              type: 'string',
                              pattern: '^(v1)?$',
                            },
                            fieldPath: {
                              description: "`metadata.labels['KEY']` or `metadata.annotations['KEY']`.",
                              type: 'string',
                              maxLength: 512,
                              pattern: "^metadata\\.(labels|annotations)\\['.+'\\]$",
                            },
                          },
                          required: ['fieldPath'],
                        },
                      },
                    },
                    envName: { description: 'Name of one variable to copy.', type: 'string' },
                    envNames: {
                      description: 'Names of variables to copy, in addition to envName.',
                      type: 'array',
                      items: { type: 'string' },
                      'x-kubernetes-list-type': 'atomic',
                    },
                  },
                },
                'x-kubernetes-list-type': 'atomic',
              },
              resourcesPolicy: {
                description:
                  "Computes the sidecar's resources from those of the pod's own containers when the pod is created. Not together with `resources`.",
                type: 'object',
                properties: {
                  targetContainersMode: {
                    description: 'How several target containers make one number.',
                    type: 'string',
                    enum: ['sum', 'max'],
                  },
                  targetContainersNameRegex: {
                    description:
                      "Which of the pod's own containers and native sidecars are the targets, by name. Containers of SidecarSets never are.",
                    type: 'string',
                    maxLength: 512,
                    default: '.*',
                  },
                  resourcesExpr: {
                    description:
                      'How resources are computed. Variables: `cpu` and `memory` of the target containers. Grammar: `+ - * /`, parentheses, `max(...)`, `min(...)`, numbers, percentages and quantities. An expression has at most 1024 characters and 64 operators, `max` and `min` among them.',
                    type: 'object',
                    properties: {
                      limits: {
                        description:
                          'Limits of the sidecar. Where a target container has no limit, the sidecar gets none either.',
                        type: 'object',
                        properties: {
                          cpu: {
                            description: 'For CPU, such as `max(cpu * 20%, 50m)`.',
                            type: 'string',
                            maxLength: 1024,
                          },
                          memory: {
                            description: 'For memory, such as `min(memory / 4, 200Mi)`.',
                            type: 'string',
                            maxLength: 1024,
                          },
                        },
                      },
                      requests: {
                        description: 'Requests of the sidecar. A target container without a request counts as zero.',
                        type: 'object',
                        properties: {
                          cpu: {
                            description: 'For CPU, such as `max(cpu * 20%, 50m)`.',
                            type: 'string',
                            maxLength: 1024,
                          },
                          memory: {
                            description: 'For memory, such as `min(memory / 4, 200Mi)`.',
                            type: 'string',
                            maxLength: 1024,
                          },
                        },
                      },
                    },
                  },
                },
                required: ['targetContainersMode', 'resourcesExpr'],
              },
            },
            'x-kubernetes-preserve-unknown-fields': true,
            required: ['name'],
            not: {
              required: ['resourcesPolicy', 'resources'],
              properties: {
                resources: {
                  anyOf: [
                    { required: ['limits'], properties: { limits: { minProperties: 1 } } },
                    { required: ['requests'], properties: { requests: { minProperties: 1 } } },
                  ],
                },
              },
            },
            'x-kubernetes-validations': [
              {
                rule: "!(has(self.upgradeStrategy) && has(self.upgradeStrategy.upgradeType) && self.upgradeStrategy.upgradeType == 'HotUpgrade') || !has(self.image) || !has(self.upgradeStrategy.hotUpgradeEmptyImage) || self.image != self.upgradeStrategy.hotUpgradeEmptyImage",
                message:
                  "hotUpgradeEmptyImage is the sidecar's own image: both of its containers would count as the idle one and no upgrade would ever end; name an image that does nothing",
              },
              {
                rule: "!(has(self.upgradeStrategy) && has(self.upgradeStrategy.upgradeType) && self.upgradeStrategy.upgradeType == 'HotUpgrade') || size(self.name) <= 61",
                message: 'a HotUpgrade appends -1 and -2 to the name, which leaves 61 characters',
              },
            ],
          },
          maxItems: 128,
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
        },
        initContainers: {
          description:
            'Init containers, injected in the order of their names. One with `restartPolicy: Always` is a native sidecar, which runs as long as the pod and is upgraded in place too.',
          type: 'array',
          items: {
            type: 'object',
            properties: {
              args: {
                description:
                  "Arguments to the entrypoint. The container image's CMD is used if this is not provided. Variable references $(VAR_NAME) are expanded using the container's environment. If a variable cannot be resolved, the reference in the input string will be unchanged.",
                type: 'array',
                items: { type: 'string' },
              },
              command: {
                description:
                  "Entrypoint array. Not executed within a shell. The container image's ENTRYPOINT is used if this is not provided. Variable references $(VAR_NAME) are expanded using the container's environment. If a variable cannot be resolved, the reference in the input string will be unchanged.",
                type: 'array',
                items: { type: 'string' },
              },
              env: {
                description: 'List of environment variables to set in the container. Cannot be updated.',
                type: 'array',
                items: {
                  type: 'object',
                  properties: {
                    name: {
                      description:
                        "Name of the environment variable. May consist of any printable ASCII characters except '='.",
                      type: 'string',
                    },
                    value: {
                      description:
                        'Variable references $(VAR_NAME) are expanded using the previously defined environment variables in the container and any service environment variables.',
                      type: 'string',
                    },
                    valueFrom: {
                      description: 'EnvVarSource represents a source for the value of an EnvVar.',
                      type: 'object',
                      properties: {
                        configMapKeyRef: {
                          description: 'Selects a key from a ConfigMap.',
                          type: 'object',
                          properties: {
                            key: { description: 'The key to select.', type: 'string' },
                            name: {
                              description:
                                'Name of the referent. This field is effectively required, but due to backwards compatibility is allowed to be empty.',
                              type: 'string',
                            },
                            optional: {
                              description: 'Specify whether the ConfigMap or its key must be defined',
                              type: 'boolean',
                            },
                          },
                          'x-kubernetes-preserve-unknown-fields': true,
                        },
                        fieldRef: {
                          description: 'ObjectFieldSelector selects an APIVersioned field of an object.',
                          type: 'object',
                          properties: {
                            apiVersion: {
                              description:
                                'Version of the schema the FieldPath is written in terms of, defaults to "v1".',
                              type: 'string',
                            },
                            fieldPath: {
                              description: 'Path of the field to select in the specified API version.',
                              type: 'string',
                            },
                          },
                          'x-kubernetes-preserve-unknown-fields': true,
                        },
                        fileKeyRef: {
                          description: 'FileKeySelector selects a key of the env file.',
                          type: 'object',
                          properties: {
                            key: {
                              description:
                                'The key within the env file. An invalid key will prevent the pod from starting.',
                              type: 'string',
                            },
                            optional: {
                              description: 'Specify whether the file or its key must be defined.',
                              type: 'boolean',
                            },
                            path: {
                              description: 'The path within the volume from which to select the file.',
                              type: 'string',
                            },
                            volumeName: {
                              description: 'The name of the volume mount containing the env file.',
                              type: 'string',
                            },
                          },
                          'x-kubernetes-preserve-unknown-fields': true,
                        },
                        resourceFieldRef: {
                          description:
                            'ResourceFieldSelector represents container resources (cpu, memory) and their output format',
                          type: 'object',
                          properties: {
                            containerName: {
                              description: 'Container name: required for volumes, optional for env vars',
                              type: 'string',
                            },
                            divisor: {
                              description: 'Specifies the output format of the exposed resources, defaults to "1"',
                              'x-kubernetes-preserve-unknown-fields': true,
                            },
                            resource: { description: 'Required: resource to select', type: 'string' },
                          },
                          'x-kubernetes-preserve-unknown-fields': true,
                        },
                        secretKeyRef: {
                          description: 'SecretKeySelector selects a key of a Secret.',
                          type: 'object',
                          properties: {
                            key: {
                              description: 'The key of the secret to select from. Must be a valid secret key.',
                              type: 'string',
                            },
                            name: {
                              description:
                                'Name of the referent. This field is effectively required, but due to backwards compatibility is allowed to be empty.',
                              type: 'string',
                            },
                            optional: {
                              description: 'Specify whether the Secret or its key must be defined',
                              type: 'boolean',
                            },
                          },
                          'x-kubernetes-preserve-unknown-fields': true,
                        },
                      },
                      'x-kubernetes-preserve-unknown-fields': true,
                    },
                  },
                  'x-kubernetes-preserve-unknown-fields': true,
                },
              },
              envFrom: {
                description:
                  "List of sources to populate environment variables in the container. The keys defined within a source may consist of any printable ASCII characters except '='. When a key exists in multiple sources, the value associated with the last source will take precedence. Values defined by an Env with a duplicate key will take precedence. Cannot be updated.",
                type: 'array',
                items: {
                  type: 'object',
                  properties: {
                    configMapRef: {
                      description: 'ConfigMapEnvSource selects a ConfigMap to populate the environment variables with.',
                      type: 'object',
                      properties: {
                        name: {
                          description:
                            'Name of the referent. This field is effectively required, but due to backwards compatibility is allowed to be empty.',
                          type: 'string',
                        },
                        optional: { description: 'Specify whether the ConfigMap must be defined', type: 'boolean' },
                      },
                      'x-kubernetes-preserve-unknown-fields': true,
                    },
                    prefix: {
                      description: 'Optional text to prepend to the name of each environment variable.',
                      type: 'string',
                    },
                    secretRef: {
                      description: 'SecretEnvSource selects a Secret to populate the environment variables with.',
                      type: 'object',
                      properties: {
                        name: {
                          description:
                            'Name of the referent. This field is effectively required, but due to backwards compatibility is allowed to be empty.',
                          type: 'string',
                        },
                        optional: { description: 'Specify whether the Secret must be defined', type: 'boolean' },
                      },
                      'x-kubernetes-preserve-unknown-fields': true,
                    },
                  },
                  'x-kubernetes-preserve-unknown-fields': true,
                },
              },
              image: {
                description:
                  'Container image name. More info: https://kubernetes.io/docs/concepts/containers/images This field is optional to allow higher level config management to default or override container images in workload controllers like Deployments and StatefulSets.',
                type: 'string',
              },
              imagePullPolicy: {
                description:
                  'Image pull policy. One of Always, Never, IfNotPresent. Defaults to Always if :latest tag is specified, or IfNotPresent otherwise. Cannot be updated. More info: https://kubernetes.io/docs/concepts/containers/images#updating-images',
                type: 'string',
              },
              lifecycle: {
                description:
                  'Lifecycle describes actions that the management system should take in response to container lifecycle events. For the PostStart and PreStop lifecycle handlers, management of the container blocks until the action is complete, unless the container process fails, in which case the handler is aborted.',
                type: 'object',
                properties: {
                  postStart: {
                    description: 'LifecycleHandler defines a specific action that should be taken in a lifecycle hook.',
                    type: 'object',
                    properties: {
                      exec: {
                        description: 'ExecAction describes a "run in container" action.',
                        type: 'object',
                        properties: {
                          command: {
                            description:
                              "Command is the command line to execute inside the container, the working directory for the command  is root ('/') in the container's filesystem.",
                            type: 'array',
                            items: { type: 'string' },
                          },
                        },
                        'x-kubernetes-preserve-unknown-fields': true,
                      },
                      httpGet: {
                        description: 'HTTPGetAction describes an action based on HTTP Get requests.',
                        type: 'object',
                        properties: {
                          host: {
                            description:
                              'Host name to connect to, defaults to the pod IP. You probably want to set "Host" in httpHeaders instead.',
                            type: 'string',
                          },
                          httpHeaders: {
                            description: 'Custom headers to set in the request. HTTP allows repeated headers.',
                            type: 'array',
                            items: {
                              type: 'object',
                              properties: {
                                name: { description: 'The header field name.', type: 'string' },
                                value: { description: 'The header field value', type: 'string' },
                              },
                              'x-kubernetes-preserve-unknown-fields': true,
                            },
                          },
                          path: { description: 'Path to access on the HTTP server.', type: 'string' },
                          port: {
                            description: 'IntOrString is a type that can hold an int32 or a string.',
                            anyOf: [{ type: 'integer' }, { type: 'string' }],
                            'x-kubernetes-int-or-string': true,
                          },
                          scheme: {
                            description: 'Scheme to use for connecting to the host. Defaults to HTTP.',
                            type: 'string',
                          },
                        },
                        'x-kubernetes-preserve-unknown-fields': true,
                      },
                      sleep: {
                        description: 'SleepAction describes a "sleep" action.',
                        type: 'object',
                        properties: {
                          seconds: {
                            description: 'Seconds is the number of seconds to sleep.',
                            type: 'integer',
                            format: 'int64',
                          },
                        },
                        'x-kubernetes-preserve-unknown-fields': true,
                      },
                      tcpSocket: {
                        description: 'TCPSocketAction describes an action based on opening a socket',
                        type: 'object',
                        properties: {
                          host: {
                            description: 'Optional: Host name to connect to, defaults to the pod IP.',
                            type: 'string',
                          },
                          port: {
                            description: 'IntOrString is a type that can hold an int32 or a string.',
                            anyOf: [{ type: 'integer' }, { type: 'string' }],
                            'x-kubernetes-int-or-string': true,
                          },
                        },
                        'x-kubernetes-preserve-unknown-fields': true,
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  preStop: {
                    description: 'LifecycleHandler defines a specific action that should be taken in a lifecycle hook.',
                    type: 'object',
                    properties: {
                      exec: {
                        description: 'ExecAction describes a "run in container" action.',
                        type: 'object',
                        properties: {
                          command: {
                            description:
                              "Command is the command line to execute inside the container, the working directory for the command  is root ('/') in the container's filesystem.",
                            type: 'array',
                            items: { type: 'string' },
                          },
                        },
                        'x-kubernetes-preserve-unknown-fields': true,
                      },
                      httpGet: {
                        description: 'HTTPGetAction describes an action based on HTTP Get requests.',
                        type: 'object',
                        properties: {
                          host: {
                            description:
                              'Host name to connect to, defaults to the pod IP. You probably want to set "Host" in httpHeaders instead.',
                            type: 'string',
                          },
                          httpHeaders: {
                            description: 'Custom headers to set in the request. HTTP allows repeated headers.',
                            type: 'array',
                            items: {
                              type: 'object',
                              properties: {
                                name: { description: 'The header field name.', type: 'string' },
                                value: { description: 'The header field value', type: 'string' },
                              },
                              'x-kubernetes-preserve-unknown-fields': true,
                            },
                          },
                          path: { description: 'Path to access on the HTTP server.', type: 'string' },
                          port: {
                            description: 'IntOrString is a type that can hold an int32 or a string.',
                            anyOf: [{ type: 'integer' }, { type: 'string' }],
                            'x-kubernetes-int-or-string': true,
                          },
                          scheme: {
                            description: 'Scheme to use for connecting to the host. Defaults to HTTP.',
                            type: 'string',
                          },
                        },
                        'x-kubernetes-preserve-unknown-fields': true,
                      },
                      sleep: {
                        description: 'SleepAction describes a "sleep" action.',
                        type: 'object',
                        properties: {
                          seconds: {
                            description: 'Seconds is the number of seconds to sleep.',
                            type: 'integer',
                            format: 'int64',
                          },
                        },
                        'x-kubernetes-preserve-unknown-fields': true,
                      },
                      tcpSocket: {
                        description: 'TCPSocketAction describes an action based on opening a socket',
                        type: 'object',
                        properties: {
                          host: {
                            description: 'Optional: Host name to connect to, defaults to the pod IP.',
                            type: 'string',
                          },
                          port: {
                            description: 'IntOrString is a type that can hold an int32 or a string.',
                            anyOf: [{ type: 'integer' }, { type: 'string' }],
                            'x-kubernetes-int-or-string': true,
                          },
                        },
                        'x-kubernetes-preserve-unknown-fields': true,
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  stopSignal: {
                    description:
                      'StopSignal defines which signal will be sent to a container when it is being stopped.',
                    type: 'string',
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              livenessProbe: {
                description:
                  'Probe describes a health check to be performed against a container to determine whether it is alive or ready to receive traffic.',
                type: 'object',
                properties: {
                  exec: {
                    description: 'ExecAction describes a "run in container" action.',
                    type: 'object',
                    properties: {
                      command: {
                        description:
                          "Command is the command line to execute inside the container, the working directory for the command  is root ('/') in the container's filesystem.",
                        type: 'array',
                        items: { type: 'string' },
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  failureThreshold: {
                    description:
                      'Minimum consecutive failures for the probe to be considered failed after having succeeded. Defaults to 3.',
                    type: 'integer',
                    format: 'int32',
                  },
                  grpc: {
                    description: 'GRPCAction specifies an action involving a GRPC service.',
                    type: 'object',
                    properties: {
                      port: {
                        description: 'Port number of the gRPC service. Number must be in the range 1 to 65535.',
                        type: 'integer',
                        format: 'int32',
                      },
                      service: {
                        description:
                          'Service is the name of the service to place in the gRPC HealthCheckRequest (see https://github.com/grpc/grpc/blob/master/doc/health-checking.md).',
                        type: 'string',
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  httpGet: {
                    description: 'HTTPGetAction describes an action based on HTTP Get requests.',
                    type: 'object',
                    properties: {
                      host: {
                        description:
                          'Host name to connect to, defaults to the pod IP. You probably want to set "Host" in httpHeaders instead.',
                        type: 'string',
                      },
                      httpHeaders: {
                        description: 'Custom headers to set in the request. HTTP allows repeated headers.',
                        type: 'array',
                        items: {
                          type: 'object',
                          properties: {
                            name: { description: 'The header field name.', type: 'string' },
                            value: { description: 'The header field value', type: 'string' },
                          },
                          'x-kubernetes-preserve-unknown-fields': true,
                        },
                      },
                      path: { description: 'Path to access on the HTTP server.', type: 'string' },
                      port: {
                        description: 'IntOrString is a type that can hold an int32 or a string.',
                        anyOf: [{ type: 'integer' }, { type: 'string' }],
                        'x-kubernetes-int-or-string': true,
                      },
                      scheme: {
                        description: 'Scheme to use for connecting to the host. Defaults to HTTP.',
                        type: 'string',
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  initialDelaySeconds: {
                    description:
                      'Number of seconds after the container has started before liveness probes are initiated.',
                    type: 'integer',
                    format: 'int32',
                  },
                  periodSeconds: {
                    description:
                      'How often (in seconds) to perform the probe. Default to 10 seconds. Minimum value is 1.',
                    type: 'integer',
                    format: 'int32',
                  },
                  successThreshold: {
                    description:
                      'Minimum consecutive successes for the probe to be considered successful after having failed. Defaults to 1.',
                    type: 'integer',
                    format: 'int32',
                  },
                  tcpSocket: {
                    description: 'TCPSocketAction describes an action based on opening a socket',
                    type: 'object',
                    properties: {
                      host: {
                        description: 'Optional: Host name to connect to, defaults to the pod IP.',
                        type: 'string',
                      },
                      port: {
                        description: 'IntOrString is a type that can hold an int32 or a string.',
                        anyOf: [{ type: 'integer' }, { type: 'string' }],
                        'x-kubernetes-int-or-string': true,
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  terminationGracePeriodSeconds: {
                    description:
                      'Optional duration in seconds the pod needs to terminate gracefully upon probe failure.',
                    type: 'integer',
                    format: 'int64',
                  },
                  timeoutSeconds: {
                    description:
                      'Number of seconds after which the probe times out. Defaults to 1 second. Minimum value is 1.',
                    type: 'integer',
                    format: 'int32',
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              name: {
                description:
                  'Name of the container in the pod, unique in this SidecarSet and among all SidecarSets that select the same pod.',
                type: 'string',
                minLength: 1,
                maxLength: 63,
                pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
              },
              ports: {
                description:
                  'List of ports to expose from the container. Not specifying a port here DOES NOT prevent that port from being exposed. Any port which is listening on the default "0.0.0.0" address inside a container will be accessible from the network. Modifying this array with strategic merge patch may corrupt the data. For more information See https://github.com/kubernetes/kubernetes/issues/108255.',
                type: 'array',
                items: {
                  type: 'object',
                  properties: {
                    containerPort: {
                      description:
                        "Number of port to expose on the pod's IP address. This must be a valid port number, 0 < x < 65536.",
                      type: 'integer',
                      format: 'int32',
                    },
                    hostIP: { description: 'What host IP to bind the external port to.', type: 'string' },
                    hostPort: {
                      description:
                        'Number of port to expose on the host. If specified, this must be a valid port number, 0 < x < 65536.',
                      type: 'integer',
                      format: 'int32',
                    },
                    name: {
                      description:
                        'If specified, this must be an IANA_SVC_NAME and unique within the pod. Each named port in a pod must have a unique name.',
                      type: 'string',
                    },
                    protocol: {
                      description: 'Protocol for port. Must be UDP, TCP, or SCTP. Defaults to "TCP".',
                      type: 'string',
                    },
                  },
                  'x-kubernetes-preserve-unknown-fields': true,
                },
              },
              readinessProbe: {
                description:
                  'Probe describes a health check to be performed against a container to determine whether it is alive or ready to receive traffic.',
                type: 'object',
                properties: {
                  exec: {
                    description: 'ExecAction describes a "run in container" action.',
                    type: 'object',
                    properties: {
                      command: {
                        description:
                          "Command is the command line to execute inside the container, the working directory for the command  is root ('/') in the container's filesystem.",
                        type: 'array',
                        items: { type: 'string' },
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  failureThreshold: {
                    description:
                      'Minimum consecutive failures for the probe to be considered failed after having succeeded. Defaults to 3.',
                    type: 'integer',
                    format: 'int32',
                  },
                  grpc: {
                    description: 'GRPCAction specifies an action involving a GRPC service.',
                    type: 'object',
                    properties: {
                      port: {
                        description: 'Port number of the gRPC service. Number must be in the range 1 to 65535.',
                        type: 'integer',
                        format: 'int32',
                      },
                      service: {
                        description:
                          'Service is the name of the service to place in the gRPC HealthCheckRequest (see https://github.com/grpc/grpc/blob/master/doc/health-checking.md).',
                        type: 'string',
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  httpGet: {
                    description: 'HTTPGetAction describes an action based on HTTP Get requests.',
                    type: 'object',
                    properties: {
                      host: {
                        description:
                          'Host name to connect to, defaults to the pod IP. You probably want to set "Host" in httpHeaders instead.',
                        type: 'string',
                      },
                      httpHeaders: {
                        description: 'Custom headers to set in the request. HTTP allows repeated headers.',
                        type: 'array',
                        items: {
                          type: 'object',
                          properties: {
                            name: { description: 'The header field name.', type: 'string' },
                            value: { description: 'The header field value', type: 'string' },
                          },
                          'x-kubernetes-preserve-unknown-fields': true,
                        },
                      },
                      path: { description: 'Path to access on the HTTP server.', type: 'string' },
                      port: {
                        description: 'IntOrString is a type that can hold an int32 or a string.',
                        anyOf: [{ type: 'integer' }, { type: 'string' }],
                        'x-kubernetes-int-or-string': true,
                      },
                      scheme: {
                        description: 'Scheme to use for connecting to the host. Defaults to HTTP.',
                        type: 'string',
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  initialDelaySeconds: {
                    description:
                      'Number of seconds after the container has started before liveness probes are initiated.',
                    type: 'integer',
                    format: 'int32',
                  },
                  periodSeconds: {
                    description:
                      'How often (in seconds) to perform the probe. Default to 10 seconds. Minimum value is 1.',
                    type: 'integer',
                    format: 'int32',
                  },
                  successThreshold: {
                    description:
                      'Minimum consecutive successes for the probe to be considered successful after having failed. Defaults to 1.',
                    type: 'integer',
                    format: 'int32',
                  },
                  tcpSocket: {
                    description: 'TCPSocketAction describes an action based on opening a socket',
                    type: 'object',
                    properties: {
                      host: {
                        description: 'Optional: Host name to connect to, defaults to the pod IP.',
                        type: 'string',
                      },
                      port: {
                        description: 'IntOrString is a type that can hold an int32 or a string.',
                        anyOf: [{ type: 'integer' }, { type: 'string' }],
                        'x-kubernetes-int-or-string': true,
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  terminationGracePeriodSeconds: {
                    description:
                      'Optional duration in seconds the pod needs to terminate gracefully upon probe failure.',
                    type: 'integer',
                    format: 'int64',
                  },
                  timeoutSeconds: {
                    description:
                      'Number of seconds after which the probe times out. Defaults to 1 second. Minimum value is 1.',
                    type: 'integer',
                    format: 'int32',
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              resizePolicy: {
                description:
                  'Resources resize policy for the container. This field cannot be set on ephemeral containers.',
                type: 'array',
                items: {
                  type: 'object',
                  properties: {
                    resourceName: {
                      description:
                        'Name of the resource to which this resource resize policy applies. Supported values: cpu, memory.',
                      type: 'string',
                    },
                    restartPolicy: {
                      description:
                        'Restart policy to apply when specified resource is resized. If not specified, it defaults to NotRequired.',
                      type: 'string',
                    },
                  },
                  'x-kubernetes-preserve-unknown-fields': true,
                },
              },
              resources: {
                description: 'ResourceRequirements describes the compute resource requirements.',
                type: 'object',
                properties: {
                  claims: {
                    description:
                      'Claims lists the names of resources, defined in spec.resourceClaims, that are used by this container.',
                    type: 'array',
                    items: {
                      type: 'object',
                      properties: {
                        name: {
                          description:
                            'Name must match the name of one entry in pod.spec.resourceClaims of the Pod where this field is used.',
                          type: 'string',
                        },
                        request: {
                          description: 'Request is the name chosen for a request in the referenced claim.',
                          type: 'string',
                        },
                      },
                      'x-kubernetes-preserve-unknown-fields': true,
                    },
                  },
                  limits: {
                    description: 'Limits describes the maximum amount of compute resources allowed.',
                    type: 'object',
                    additionalProperties: { 'x-kubernetes-preserve-unknown-fields': true },
                  },
                  requests: {
                    description: 'Requests describes the minimum amount of compute resources required.',
                    type: 'object',
                    additionalProperties: { 'x-kubernetes-preserve-unknown-fields': true },
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              restartPolicy: {
                description:
                  "RestartPolicy defines the restart behavior of individual containers in a pod. This overrides the pod-level restart policy. When this field is not specified, the restart behavior is defined by the Pod's restart policy and the container type.",
                type: 'string',
              },
              restartPolicyRules: {
                description:
                  'Represents a list of rules to be checked to determine if the container should be restarted on exit. The rules are evaluated in order. Once a rule matches a container exit condition, the remaining rules are ignored. If no rule matches the container exit condition, the Container-level restart policy determines the whether the container is restarted or not.',
                type: 'array',
                items: {
                  type: 'object',
                  properties: {
                    action: {
                      description: 'Specifies the action taken on a container exit if the requirements are satisfied.',
                      type: 'string',
                    },
                    exitCodes: {
                      description:
                        'ContainerRestartRuleOnExitCodes describes the condition for handling an exited container based on its exit codes.',
                      type: 'object',
                      properties: {
                        operator: {
                          description:
                            'Represents the relationship between the container exit code(s) and the specified values.',
                          type: 'string',
                        },
                        values: {
                          description:
                            'Specifies the set of values to check for container exit codes. At most 255 elements are allowed.',
                          type: 'array',
                          items: { type: 'integer', format: 'int32' },
                        },
                      },
                      'x-kubernetes-preserve-unknown-fields': true,
                    },
                  },
                  'x-kubernetes-preserve-unknown-fields': true,
                },
              },
              securityContext: {
                description:
                  'SecurityContext holds security configuration that will be applied to a container. Some fields are present in both SecurityContext and PodSecurityContext. When both are set, the values in SecurityContext take precedence.',
                type: 'object',
                properties: {
                  allowPrivilegeEscalation: {
                    description:
                      'AllowPrivilegeEscalation controls whether a process can gain more privileges than its parent process.',
                    type: 'boolean',
                  },
                  appArmorProfile: {
                    description: "AppArmorProfile defines a pod or container's AppArmor settings.",
                    type: 'object',
                    properties: {
                      localhostProfile: {
                        description: 'localhostProfile indicates a profile loaded on the node that should be used.',
                        type: 'string',
                      },
                      type: {
                        description: 'type indicates which kind of AppArmor profile will be applied.',
                        type: 'string',
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  capabilities: {
                    description: 'Adds and removes POSIX capabilities from running containers.',
                    type: 'object',
                    properties: {
                      add: { description: 'Added capabilities', type: 'array', items: { type: 'string' } },
                      drop: { description: 'Removed capabilities', type: 'array', items: { type: 'string' } },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  privileged: {
                    description:
                      'Run container in privileged mode. Processes in privileged containers are essentially equivalent to root on the host.',
                    type: 'boolean',
                  },
                  procMount: {
                    description: 'procMount denotes the type of proc mount to use for the containers.',
                    type: 'string',
                  },
                  readOnlyRootFilesystem: {
                    description: 'Whether this container has a read-only root filesystem. Default is false.',
                    type: 'boolean',
                  },
                  runAsGroup: {
                    description:
                      'The GID to run the entrypoint of the container process. Uses runtime default if unset.',
                    type: 'integer',
                    format: 'int64',
                  },
                  runAsNonRoot: {
                    description: 'Indicates that the container must run as a non-root user.',
                    type: 'boolean',
                  },
                  runAsUser: {
                    description:
                      'The UID to run the entrypoint of the container process. Defaults to user specified in image metadata if unspecified.',
                    type: 'integer',
                    format: 'int64',
                  },
                  seLinuxOptions: {
                    description: 'SELinuxOptions are the labels to be applied to the container',
                    type: 'object',
                    properties: {
                      level: {
                        description: 'Level is SELinux level label that applies to the container.',
                        type: 'string',
                      },
                      role: {
                        description: 'Role is a SELinux role label that applies to the container.',
                        type: 'string',
                      },
                      type: {
                        description: 'Type is a SELinux type label that applies to the container.',
                        type: 'string',
                      },
                      user: {
                        description: 'User is a SELinux user label that applies to the container.',
                        type: 'string',
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  seccompProfile: {
                    description:
                      "SeccompProfile defines a pod/container's seccomp profile settings. Only one profile source may be set.",
                    type: 'object',
                    properties: {
                      localhostProfile: {
                        description:
                          'localhostProfile indicates a profile defined in a file on the node should be used.',
                        type: 'string',
                      },
                      type: {
                        description: 'type indicates which kind of seccomp profile will be applied.',
                        type: 'string',
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  windowsOptions: {
                    description: 'WindowsSecurityContextOptions contain Windows-specific options and credentials.',
                    type: 'object',
                    properties: {
                      gmsaCredentialSpec: {
                        description:
                          'GMSACredentialSpec is where the GMSA admission webhook (https://github.com/kubernetes-sigs/windows-gmsa) inlines the contents of the GMSA credential spec named by the GMSACredentialSpecName field.',
                        type: 'string',
                      },
                      gmsaCredentialSpecName: {
                        description: 'GMSACredentialSpecName is the name of the GMSA credential spec to use.',
                        type: 'string',
                      },
                      hostProcess: {
                        description:
                          "HostProcess determines if a container should be run as a 'Host Process' container.",
                        type: 'boolean',
                      },
                      runAsUserName: {
                        description: 'The UserName in Windows to run the entrypoint of the container process.',
                        type: 'string',
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              startupProbe: {
                description:
                  'Probe describes a health check to be performed against a container to determine whether it is alive or ready to receive traffic.',
                type: 'object',
                properties: {
                  exec: {
                    description: 'ExecAction describes a "run in container" action.',
                    type: 'object',
                    properties: {
                      command: {
                        description:
                          "Command is the command line to execute inside the container, the working directory for the command  is root ('/') in the container's filesystem.",
                        type: 'array',
                        items: { type: 'string' },
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  failureThreshold: {
                    description:
                      'Minimum consecutive failures for the probe to be considered failed after having succeeded. Defaults to 3.',
                    type: 'integer',
                    format: 'int32',
                  },
                  grpc: {
                    description: 'GRPCAction specifies an action involving a GRPC service.',
                    type: 'object',
                    properties: {
                      port: {
                        description: 'Port number of the gRPC service. Number must be in the range 1 to 65535.',
                        type: 'integer',
                        format: 'int32',
                      },
                      service: {
                        description:
                          'Service is the name of the service to place in the gRPC HealthCheckRequest (see https://github.com/grpc/grpc/blob/master/doc/health-checking.md).',
                        type: 'string',
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  httpGet: {
                    description: 'HTTPGetAction describes an action based on HTTP Get requests.',
                    type: 'object',
                    properties: {
                      host: {
                        description:
                          'Host name to connect to, defaults to the pod IP. You probably want to set "Host" in httpHeaders instead.',
                        type: 'string',
                      },
                      httpHeaders: {
                        description: 'Custom headers to set in the request. HTTP allows repeated headers.',
                        type: 'array',
                        items: {
                          type: 'object',
                          properties: {
                            name: { description: 'The header field name.', type: 'string' },
                            value: { description: 'The header field value', type: 'string' },
                          },
                          'x-kubernetes-preserve-unknown-fields': true,
                        },
                      },
                      path: { description: 'Path to access on the HTTP server.', type: 'string' },
                      port: {
                        description: 'IntOrString is a type that can hold an int32 or a string.',
                        anyOf: [{ type: 'integer' }, { type: 'string' }],
                        'x-kubernetes-int-or-string': true,
                      },
                      scheme: {
                        description: 'Scheme to use for connecting to the host. Defaults to HTTP.',
                        type: 'string',
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  initialDelaySeconds: {
                    description:
                      'Number of seconds after the container has started before liveness probes are initiated.',
                    type: 'integer',
                    format: 'int32',
                  },
                  periodSeconds: {
                    description:
                      'How often (in seconds) to perform the probe. Default to 10 seconds. Minimum value is 1.',
                    type: 'integer',
                    format: 'int32',
                  },
                  successThreshold: {
                    description:
                      'Minimum consecutive successes for the probe to be considered successful after having failed. Defaults to 1.',
                    type: 'integer',
                    format: 'int32',
                  },
                  tcpSocket: {
                    description: 'TCPSocketAction describes an action based on opening a socket',
                    type: 'object',
                    properties: {
                      host: {
                        description: 'Optional: Host name to connect to, defaults to the pod IP.',
                        type: 'string',
                      },
                      port: {
                        description: 'IntOrString is a type that can hold an int32 or a string.',
                        anyOf: [{ type: 'integer' }, { type: 'string' }],
                        'x-kubernetes-int-or-string': true,
                      },
                    },
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  terminationGracePeriodSeconds: {
                    description:
                      'Optional duration in seconds the pod needs to terminate gracefully upon probe failure.',
                    type: 'integer',
                    format: 'int64',
                  },
                  timeoutSeconds: {
                    description:
                      'Number of seconds after which the probe times out. Defaults to 1 second. Minimum value is 1.',
                    type: 'integer',
                    format: 'int32',
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              stdin: {
                description:
                  'Whether this container should allocate a buffer for stdin in the container runtime. If this is not set, reads from stdin in the container will always result in EOF. Default is false.',
                type: 'boolean',
              },
              stdinOnce: {
                description:
                  'Whether the container runtime should close the stdin channel after it has been opened by a single attach. When stdin is true the stdin stream will remain open across multiple attach sessions.',
                type: 'boolean',
              },
              terminationMessagePath: {
                description:
                  "Optional: Path at which the file to which the container's termination message will be written is mounted into the container's filesystem. Message written is intended to be brief final status, such as an assertion failure message. Will be truncated by the node if greater than 4096 bytes. The total message length across all containers will be limited to 12kb. Defaults to /dev/termination-log.",
                type: 'string',
              },
              terminationMessagePolicy: {
                description:
                  'Indicate how the termination message should be populated. File will use the contents of terminationMessagePath to populate the container status message on both success and failure. FallbackToLogsOnError will use the last chunk of container log output if the termination message file is empty and the container exited with an error.',
                type: 'string',
              },
              tty: {
                description:
                  "Whether this container should allocate a TTY for itself, also requires 'stdin' to be true. Default is false.",
                type: 'boolean',
              },
              volumeDevices: {
                description: 'volumeDevices is the list of block devices to be used by the container.',
                type: 'array',
                items: {
                  type: 'object',
                  properties: {
                    devicePath: {
                      description: 'devicePath is the path inside of the container that the device will be mapped to.',
                      type: 'string',
                    },
                    name: {
                      description: 'name must match the name of a persistentVolumeClaim in the pod',
                      type: 'string',
                    },
                  },
                  'x-kubernetes-preserve-unknown-fields': true,
                },
              },
              volumeMounts: {
                description: "Pod volumes to mount into the container's filesystem. Cannot be updated.",
                type: 'array',
                items: {
                  type: 'object',
                  properties: {
                    mountPath: {
                      description:
                        "Path within the container at which the volume should be mounted. Must not contain ':'.",
                      type: 'string',
                    },
                    mountPropagation: {
                      description:
                        'mountPropagation determines how mounts are propagated from the host to container and the other way around.',
                      type: 'string',
                    },
                    name: { description: 'This must match the Name of a Volume.', type: 'string' },
                    readOnly: {
                      description:
                        'Mounted read-only if true, read-write otherwise (false or unspecified). Defaults to false.',
                      type: 'boolean',
                    },
                    recursiveReadOnly: {
                      description:
                        'RecursiveReadOnly specifies whether read-only mounts should be handled recursively.',
                      type: 'string',
                    },
                    subPath: {
                      description:
                        'Path within the volume from which the container\'s volume should be mounted. Defaults to "" (volume\'s root).',
                      type: 'string',
                    },
                    subPathExpr: {
                      description:
                        "Expanded path within the volume from which the container's volume should be mounted.",
                      type: 'string',
                    },
                  },
                  'x-kubernetes-preserve-unknown-fields': true,
                },
              },
              workingDir: {
                description:
                  "Container's working directory. If not specified, the container runtime's default will be used, which might be configured in the container image. Cannot be updated.",
                type: 'string',
              },
              podInjectPolicy: {
                description: "Where the container is put among the pod's own ones.",
                type: 'string',
                enum: ['BeforeAppContainer', 'AfterAppContainer'],
                default: 'AfterAppContainer',
              },
              upgradeStrategy: {
                description: "How this sidecar's image is replaced inside a running pod.",
                type: 'object',
                properties: {
                  upgradeType: {
                    description:
                      'Whether the sidecar stops for its upgrade, or hands its work over to a second container. Cannot be changed later.',
                    type: 'string',
                    enum: ['ColdUpgrade', 'HotUpgrade'],
                    'x-kubernetes-validations': [
                      {
                        rule: 'self == oldSelf',
                        message:
                          'cannot be changed for a container that exists, because injected pods hold one container or two; give the container a new name instead',
                      },
                    ],
                    default: 'ColdUpgrade',
                  },
                  hotUpgradeEmptyImage: {
                    description:
                      'Image of the idle container of a HotUpgrade. It runs with the same command, probes and hooks as the sidecar, and does nothing.',
                    type: 'string',
                    maxLength: 1024,
                  },
                },
                'x-kubernetes-validations': [
                  {
                    rule: "!has(self.upgradeType) || self.upgradeType != 'HotUpgrade' || (has(self.hotUpgradeEmptyImage) && size(self.hotUpgradeEmptyImage) > 0)",
                    message:
                      'HotUpgrade needs hotUpgradeEmptyImage, the image that the idle one of the two containers runs; name one or choose ColdUpgrade',
                  },
                ],
                default: {},
              },
              shareVolumePolicy: {
                description:
                  'Gives the sidecar every volume mount of the app containers, except at paths where it mounts something itself.',
                type: 'object',
                properties: {
                  type: {
                    description: 'Whether to share.',
                    type: 'string',
                    enum: ['enabled', 'disabled'],
                    default: 'disabled',
                  },
                },
                default: {},
              },
              shareVolumeDevicePolicy: {
                description:
                  'Gives the sidecar every raw block device of the app containers, except at paths that it uses itself.',
                type: 'object',
                properties: {
                  type: {
                    description: 'Whether to share.',
                    type: 'string',
                    enum: ['enabled', 'disabled'],
                    default: 'disabled',
                  },
                },
              },
              transferEnv: {
                description:
                  "Environment variables that are copied from the pod's own containers at injection. A variable that the sidecar sets itself wins; a container or variable that does not exist is skipped.",
                type: 'array',
                items: {
                  type: 'object',
                  properties: {
                    sourceContainerName: { description: 'Name of the container to copy from.', type: 'string' },
                    sourceContainerNameFrom: {
                      description:
                        'Finds the name of the container to copy from in the pod, for pods whose app container has no fixed name.',
                      type: 'object',
                      properties: {
                        fieldRef: {
                          description: 'A label or an annotation of the pod whose value is the name.',
                          type: 'object',
                          properties: {
                            apiVersion: {
                              description:
                                'Version of the pod that fieldPath is written for. Only `v1` is known, and absent means it.',
                              type: 'string',
                              pattern: '^(v1)?$',
                            },
                            fieldPath: {
                              description: "`metadata.labels['KEY']` or `metadata.annotations['KEY']`.",
                              type: 'string',
                              maxLength: 512,
                              pattern: "^metadata\\.(labels|annotations)\\['.+'\\]$",
                            },
                          },
                          required: ['fieldPath'],
                        },
                      },
                    },
                    envName: { description: 'Name of one variable to copy.', type: 'string' },
                    envNames: {
                      description: 'Names of variables to copy, in addition to envName.',
                      type: 'array',
                      items: { type: 'string' },
                      'x-kubernetes-list-type': 'atomic',
                    },
                  },
                },
                'x-kubernetes-list-type': 'atomic',
              },
              resourcesPolicy: {
                description:
                  "Computes the sidecar's resources from those of the pod's own containers when the pod is created. Not together with `resources`.",
                type: 'object',
                properties: {
                  targetContainersMode: {
                    description: 'How several target containers make one number.',
                    type: 'string',
                    enum: ['sum', 'max'],
                  },
                  targetContainersNameRegex: {
                    description:
                      "Which of the pod's own containers and native sidecars are the targets, by name. Containers of SidecarSets never are.",
                    type: 'string',
                    maxLength: 512,
                    default: '.*',
                  },
                  resourcesExpr: {
                    description:
                      'How resources are computed. Variables: `cpu` and `memory` of the target containers. Grammar: `+ - * /`, parentheses, `max(...)`, `min(...)`, numbers, percentages and quantities. An expression has at most 1024 characters and 64 operators, `max` and `min` among them.',
                    type: 'object',
                    properties: {
                      limits: {
                        description:
                          'Limits of the sidecar. Where a target container has no limit, the sidecar gets none either.',
                        type: 'object',
                        properties: {
                          cpu: {
                            description: 'For CPU, such as `max(cpu * 20%, 50m)`.',
                            type: 'string',
                            maxLength: 1024,
                          },
                          memory: {
                            description: 'For memory, such as `min(memory / 4, 200Mi)`.',
                            type: 'string',
                            maxLength: 1024,
                          },
                        },
                      },
                      requests: {
                        description: 'Requests of the sidecar. A target container without a request counts as zero.',
                        type: 'object',
                        properties: {
                          cpu: {
                            description: 'For CPU, such as `max(cpu * 20%, 50m)`.',
                            type: 'string',
                            maxLength: 1024,
                          },
                          memory: {
                            description: 'For memory, such as `min(memory / 4, 200Mi)`.',
                            type: 'string',
                            maxLength: 1024,
                          },
                        },
                      },
                    },
                  },
                },
                required: ['targetContainersMode', 'resourcesExpr'],
              },
            },
            'x-kubernetes-preserve-unknown-fields': true,
            required: ['name'],
            not: {
              required: ['resourcesPolicy', 'resources'],
              properties: {
                resources: {
                  anyOf: [
                    { required: ['limits'], properties: { limits: { minProperties: 1 } } },
                    { required: ['requests'], properties: { requests: { minProperties: 1 } } },
                  ],
                },
              },
            },
            'x-kubernetes-validations': [
              {
                rule: "!has(self.resourcesPolicy) || (has(self.restartPolicy) && self.restartPolicy == 'Always')",
                message:
                  'resourcesPolicy works for containers and native sidecars only; set restartPolicy: Always, or use resources instead',
              },
              {
                rule: "!(has(self.upgradeStrategy) && has(self.upgradeStrategy.upgradeType) && self.upgradeStrategy.upgradeType == 'HotUpgrade' && has(self.restartPolicy) && self.restartPolicy == 'Always') || !has(self.image) || !has(self.upgradeStrategy.hotUpgradeEmptyImage) || self.image != self.upgradeStrategy.hotUpgradeEmptyImage",
                message:
                  "hotUpgradeEmptyImage is the sidecar's own image: both of its containers would count as the idle one and no upgrade would ever end; name an image that does nothing",
              },
              {
                rule: "!(has(self.upgradeStrategy) && has(self.upgradeStrategy.upgradeType) && self.upgradeStrategy.upgradeType == 'HotUpgrade' && has(self.restartPolicy) && self.restartPolicy == 'Always') || size(self.name) <= 61",
                message: 'a HotUpgrade appends -1 and -2 to the name, which leaves 61 characters',
              },
            ],
          },
          maxItems: 128,
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
        },
        volumes: {
          description: "Volumes that injected containers mount. A volume of the pod's own with the same name wins.",
          type: 'array',
          items: {
            type: 'object',
            properties: {
              awsElasticBlockStore: {
                description:
                  'Represents a Persistent Disk resource in AWS. An AWS EBS disk must exist before mounting to a container. The disk must also be in the same AWS zone as the kubelet. An AWS EBS disk can only be mounted as read/write once. AWS EBS volumes support ownership management and SELinux relabeling.',
                type: 'object',
                properties: {
                  fsType: {
                    description: 'fsType is the filesystem type of the volume that you want to mount.',
                    type: 'string',
                  },
                  partition: {
                    description:
                      'partition is the partition in the volume that you want to mount. If omitted, the default is to mount by volume name.',
                    type: 'integer',
                    format: 'int32',
                  },
                  readOnly: {
                    description: 'readOnly value true will force the readOnly setting in VolumeMounts.',
                    type: 'boolean',
                  },
                  volumeID: {
                    description: 'volumeID is unique ID of the persistent disk resource in AWS (Amazon EBS volume).',
                    type: 'string',
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              azureDisk: {
                description: 'AzureDisk represents an Azure Data Disk mount on the host and bind mount to the pod.',
                type: 'object',
                properties: {
                  cachingMode: {
                    description: 'cachingMode is the Host Caching mode: None, Read Only, Read Write.',
                    type: 'string',
                  },
                  diskName: {
                    description: 'diskName is the Name of the data disk in the blob storage',
                    type: 'string',
                  },
                  diskURI: { description: 'diskURI is the URI of data disk in the blob storage', type: 'string' },
                  fsType: {
                    description:
                      'fsType is Filesystem type to mount. Must be a filesystem type supported by the host operating system.',
                    type: 'string',
                  },
                  kind: {
                    description:
                      'kind expected values are Shared: multiple blob disks per storage account  Dedicated: single blob disk per storage account  Managed: azure managed data disk (only in managed availability set). defaults to shared',
                    type: 'string',
                  },
                  readOnly: {
                    description:
                      'readOnly Defaults to false (read/write). ReadOnly here will force the ReadOnly setting in VolumeMounts.',
                    type: 'boolean',
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              azureFile: {
                description: 'AzureFile represents an Azure File Service mount on the host and bind mount to the pod.',
                type: 'object',
                properties: {
                  readOnly: {
                    description:
                      'readOnly defaults to false (read/write). ReadOnly here will force the ReadOnly setting in VolumeMounts.',
                    type: 'boolean',
                  },
                  secretName: {
                    description: 'secretName is the  name of secret that contains Azure Storage Account Name and Key',
                    type: 'string',
                  },
                  shareName: { description: 'shareName is the azure share Name', type: 'string' },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              cephfs: {
                description:
                  'Represents a Ceph Filesystem mount that lasts the lifetime of a pod Cephfs volumes do not support ownership management or SELinux relabeling.',
                type: 'object',
                properties: {
                  monitors: {
                    description:
                      'monitors is Required: Monitors is a collection of Ceph monitors More info: https://examples.k8s.io/volumes/cephfs/README.md#how-to-use-it',
                    type: 'array',
                    items: { type: 'string' },
                  },
                  path: {
                    description:
                      'path is Optional: Used as the mounted root, rather than the full Ceph tree, default is /',
                    type: 'string',
                  },
                  readOnly: {
                    description:
                      'readOnly is Optional: Defaults to false (read/write). ReadOnly here will force the ReadOnly setting in VolumeMounts.',
                    type: 'boolean',
                  },
                  secretFile: {
                    description:
                      'secretFile is Optional: SecretFile is the path to key ring for User, default is /etc/ceph/user.secret More info: https://examples.k8s.io/volumes/cephfs/README.md#how-to-use-it',
                    type: 'string',
                  },
                  secretRef: {
                    description:
                      'LocalObjectReference contains enough information to let you locate the referenced object inside the same namespace.',
                    type: 'object',
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  user: {
                    description:
                      'user is optional: User is the rados user name, default is admin More info: https://examples.k8s.io/volumes/cephfs/README.md#how-to-use-it',
                    type: 'string',
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              cinder: {
                description:
                  'Represents a cinder volume resource in Openstack. A Cinder volume must exist before mounting to a container. The volume must also be in the same region as the kubelet. Cinder volumes support ownership management and SELinux relabeling.',
                type: 'object',
                properties: {
                  fsType: {
                    description:
                      'fsType is the filesystem type to mount. Must be a filesystem type supported by the host operating system.',
                    type: 'string',
                  },
                  readOnly: {
                    description:
                      'readOnly defaults to false (read/write). ReadOnly here will force the ReadOnly setting in VolumeMounts.',
                    type: 'boolean',
                  },
                  secretRef: {
                    description:
                      'LocalObjectReference contains enough information to let you locate the referenced object inside the same namespace.',
                    type: 'object',
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  volumeID: {
                    description:
                      'volumeID used to identify the volume in cinder. More info: https://examples.k8s.io/mysql-cinder-pd/README.md',
                    type: 'string',
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              configMap: {
                description:
                  "Adapts a ConfigMap into a volume. The contents of the target ConfigMap's Data field will be presented in a volume as files using the keys in the Data field as the file names, unless the items element is populated with specific mappings of keys to paths. ConfigMap volumes support ownership management and SELinux relabeling.",
                type: 'object',
                properties: {
                  defaultMode: {
                    description:
                      'defaultMode is optional: mode bits used to set permissions on created files by default.',
                    type: 'integer',
                    format: 'int32',
                  },
                  items: {
                    description:
                      'items if unspecified, each key-value pair in the Data field of the referenced ConfigMap will be projected into the volume as a file whose name is the key and content is the value.',
                    type: 'array',
                    items: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
                  },
                  name: {
                    description:
                      'Name of the referent. This field is effectively required, but due to backwards compatibility is allowed to be empty.',
                    type: 'string',
                  },
                  optional: {
                    description: 'optional specify whether the ConfigMap or its keys must be defined',
                    type: 'boolean',
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              csi: {
                description: 'Represents a source location of a volume to mount, managed by an external CSI driver',
                type: 'object',
                properties: {
                  driver: {
                    description: 'driver is the name of the CSI driver that handles this volume.',
                    type: 'string',
                  },
                  fsType: { description: 'fsType to mount. Ex. "ext4", "xfs", "ntfs".', type: 'string' },
                  nodePublishSecretRef: {
                    description:
                      'LocalObjectReference contains enough information to let you locate the referenced object inside the same namespace.',
                    type: 'object',
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  readOnly: {
                    description:
                      'readOnly specifies a read-only configuration for the volume. Defaults to false (read/write).',
                    type: 'boolean',
                  },
                  volumeAttributes: {
                    description:
                      'volumeAttributes stores driver-specific properties that are passed to the CSI driver.',
                    type: 'object',
                    additionalProperties: { type: 'string' },
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              downwardAPI: {
                description:
                  'DownwardAPIVolumeSource represents a volume containing downward API info. Downward API volumes support ownership management and SELinux relabeling.',
                type: 'object',
                properties: {
                  defaultMode: {
                    description: 'Optional: mode bits to use on created files by default.',
                    type: 'integer',
                    format: 'int32',
                  },
                  items: {
                    description: 'Items is a list of downward API volume file',
                    type: 'array',
                    items: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              emptyDir: {
                description:
                  'Represents an empty directory for a pod. Empty directory volumes support ownership management and SELinux relabeling.',
                type: 'object',
                properties: {
                  medium: {
                    description: 'medium represents what type of storage medium should back this directory.',
                    type: 'string',
                  },
                  sizeLimit: {
                    description: 'sizeLimit is the total amount of local storage required for this EmptyDir volume.',
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              ephemeral: {
                description: 'Represents an ephemeral volume that is handled by a normal storage driver.',
                type: 'object',
                properties: {
                  volumeClaimTemplate: {
                    description:
                      'PersistentVolumeClaimTemplate is used to produce PersistentVolumeClaim objects as part of an EphemeralVolumeSource.',
                    type: 'object',
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              fc: {
                description:
                  'Represents a Fibre Channel volume. Fibre Channel volumes can only be mounted as read/write once. Fibre Channel volumes support ownership management and SELinux relabeling.',
                type: 'object',
                properties: {
                  fsType: {
                    description:
                      'fsType is the filesystem type to mount. Must be a filesystem type supported by the host operating system.',
                    type: 'string',
                  },
                  lun: { description: 'lun is Optional: FC target lun number', type: 'integer', format: 'int32' },
                  readOnly: {
                    description:
                      'readOnly is Optional: Defaults to false (read/write). ReadOnly here will force the ReadOnly setting in VolumeMounts.',
                    type: 'boolean',
                  },
                  targetWWNs: {
                    description: 'targetWWNs is Optional: FC target worldwide names (WWNs)',
                    type: 'array',
                    items: { type: 'string' },
                  },
                  wwids: {
                    description:
                      'wwids Optional: FC volume world wide identifiers (wwids) Either wwids or combination of targetWWNs and lun must be set, but not both simultaneously.',
                    type: 'array',
                    items: { type: 'string' },
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              flexVolume: {
                description:
                  'FlexVolume represents a generic volume resource that is provisioned/attached using an exec based plugin.',
                type: 'object',
                properties: {
                  driver: { description: 'driver is the name of the driver to use for this volume.', type: 'string' },
                  fsType: {
                    description:
                      'fsType is the filesystem type to mount. Must be a filesystem type supported by the host operating system.',
                    type: 'string',
                  },
                  options: {
                    description: 'options is Optional: this field holds extra command options if any.',
                    type: 'object',
                    additionalProperties: { type: 'string' },
                  },
                  readOnly: {
                    description:
                      'readOnly is Optional: defaults to false (read/write). ReadOnly here will force the ReadOnly setting in VolumeMounts.',
                    type: 'boolean',
                  },
                  secretRef: {
                    description:
                      'LocalObjectReference contains enough information to let you locate the referenced object inside the same namespace.',
                    type: 'object',
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              flocker: {
                description:
                  'Represents a Flocker volume mounted by the Flocker agent. One and only one of datasetName and datasetUUID should be set. Flocker volumes do not support ownership management or SELinux relabeling.',
                type: 'object',
                properties: {
                  datasetName: {
                    description:
                      'datasetName is Name of the dataset stored as metadata -> name on the dataset for Flocker should be considered as deprecated',
                    type: 'string',
                  },
                  datasetUUID: {
                    description:
                      'datasetUUID is the UUID of the dataset. This is unique identifier of a Flocker dataset',
                    type: 'string',
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              gcePersistentDisk: {
                description:
                  'Represents a Persistent Disk resource in Google Compute Engine. A GCE PD must exist before mounting to a container. The disk must also be in the same GCE project and zone as the kubelet. A GCE PD can only be mounted as read/write once or read-only many times. GCE PDs support ownership management and SELinux relabeling.',
                type: 'object',
                properties: {
                  fsType: {
                    description: 'fsType is filesystem type of the volume that you want to mount.',
                    type: 'string',
                  },
                  partition: {
                    description:
                      'partition is the partition in the volume that you want to mount. If omitted, the default is to mount by volume name.',
                    type: 'integer',
                    format: 'int32',
                  },
                  pdName: {
                    description: 'pdName is unique name of the PD resource in GCE. Used to identify the disk in GCE.',
                    type: 'string',
                  },
                  readOnly: {
                    description: 'readOnly here will force the ReadOnly setting in VolumeMounts. Defaults to false.',
                    type: 'boolean',
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              gitRepo: {
                description:
                  "Represents a volume that is populated with the contents of a git repository. Git repo volumes do not support ownership management. Git repo volumes support SELinux relabeling. DEPRECATED: GitRepo is deprecated. To provision a container with a git repo, mount an EmptyDir into an InitContainer that clones the repo using git, then mount the EmptyDir into the Pod's container.",
                type: 'object',
                properties: {
                  directory: {
                    description: "directory is the target directory name. Must not contain or start with '..'.",
                    type: 'string',
                  },
                  repository: { description: 'repository is the URL', type: 'string' },
                  revision: { description: 'revision is the commit hash for the specified revision.', type: 'string' },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              glusterfs: {
                description:
                  'Represents a Glusterfs mount that lasts the lifetime of a pod. Glusterfs volumes do not support ownership management or SELinux relabeling.',
                type: 'object',
                properties: {
                  endpoints: {
                    description: 'endpoints is the endpoint name that details Glusterfs topology.',
                    type: 'string',
                  },
                  path: {
                    description:
                      'path is the Glusterfs volume path. More info: https://examples.k8s.io/volumes/glusterfs/README.md#create-a-pod',
                    type: 'string',
                  },
                  readOnly: {
                    description:
                      'readOnly here will force the Glusterfs volume to be mounted with read-only permissions. Defaults to false.',
                    type: 'boolean',
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              hostPath: {
                description:
                  'Represents a host path mapped into a pod. Host path volumes do not support ownership management or SELinux relabeling.',
                type: 'object',
                properties: {
                  path: {
                    description:
                      'path of the directory on the host. If the path is a symlink, it will follow the link to the real path.',
                    type: 'string',
                  },
                  type: {
                    description:
                      'type for HostPath Volume Defaults to "" More info: https://kubernetes.io/docs/concepts/storage/volumes#hostpath',
                    type: 'string',
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              image: {
                description: 'ImageVolumeSource represents a image volume resource.',
                type: 'object',
                properties: {
                  pullPolicy: {
                    description:
                      'Policy for pulling OCI objects. Possible values are: Always: the kubelet always attempts to pull the reference.',
                    type: 'string',
                  },
                  reference: {
                    description:
                      'Required: Image or artifact reference to be used. Behaves in the same way as pod.spec.containers[*].image.',
                    type: 'string',
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              iscsi: {
                description:
                  'Represents an ISCSI disk. ISCSI volumes can only be mounted as read/write once. ISCSI volumes support ownership management and SELinux relabeling.',
                type: 'object',
                properties: {
                  chapAuthDiscovery: {
                    description: 'chapAuthDiscovery defines whether support iSCSI Discovery CHAP authentication',
                    type: 'boolean',
                  },
                  chapAuthSession: {
                    description: 'chapAuthSession defines whether support iSCSI Session CHAP authentication',
                    type: 'boolean',
                  },
                  fsType: {
                    description: 'fsType is the filesystem type of the volume that you want to mount.',
                    type: 'string',
                  },
                  initiatorName: { description: 'initiatorName is the custom iSCSI Initiator Name.', type: 'string' },
                  iqn: { description: 'iqn is the target iSCSI Qualified Name.', type: 'string' },
                  iscsiInterface: {
                    description:
                      "iscsiInterface is the interface Name that uses an iSCSI transport. Defaults to 'default' (tcp).",
                    type: 'string',
                  },
                  lun: { description: 'lun represents iSCSI Target Lun number.', type: 'integer', format: 'int32' },
                  portals: {
                    description: 'portals is the iSCSI Target Portal List.',
                    type: 'array',
                    items: { type: 'string' },
                  },
                  readOnly: {
                    description: 'readOnly here will force the ReadOnly setting in VolumeMounts. Defaults to false.',
                    type: 'boolean',
                  },
                  secretRef: {
                    description:
                      'LocalObjectReference contains enough information to let you locate the referenced object inside the same namespace.',
                    type: 'object',
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  targetPortal: { description: 'targetPortal is iSCSI Target Portal.', type: 'string' },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              name: {
                description:
                  'name of the volume. Must be a DNS_LABEL and unique within the pod. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#names',
                type: 'string',
              },
              nfs: {
                description:
                  'Represents an NFS mount that lasts the lifetime of a pod. NFS volumes do not support ownership management or SELinux relabeling.',
                type: 'object',
                properties: {
                  path: {
                    description:
                      'path that is exported by the NFS server. More info: https://kubernetes.io/docs/concepts/storage/volumes#nfs',
                    type: 'string',
                  },
                  readOnly: {
                    description:
                      'readOnly here will force the NFS export to be mounted with read-only permissions. Defaults to false.',
                    type: 'boolean',
                  },
                  server: { description: 'server is the hostname or IP address of the NFS server.', type: 'string' },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              persistentVolumeClaim: {
                description:
                  "PersistentVolumeClaimVolumeSource references the user's PVC in the same namespace. This volume finds the bound PV and mounts that volume for the pod. A PersistentVolumeClaimVolumeSource is, essentially, a wrapper around another type of volume that is owned by someone else (the system).",
                type: 'object',
                properties: {
                  claimName: {
                    description:
                      'claimName is the name of a PersistentVolumeClaim in the same namespace as the pod using this volume.',
                    type: 'string',
                  },
                  readOnly: {
                    description: 'readOnly Will force the ReadOnly setting in VolumeMounts. Default false.',
                    type: 'boolean',
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              photonPersistentDisk: {
                description: 'Represents a Photon Controller persistent disk resource.',
                type: 'object',
                properties: {
                  fsType: {
                    description:
                      'fsType is the filesystem type to mount. Must be a filesystem type supported by the host operating system.',
                    type: 'string',
                  },
                  pdID: {
                    description: 'pdID is the ID that identifies Photon Controller persistent disk',
                    type: 'string',
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              portworxVolume: {
                description: 'PortworxVolumeSource represents a Portworx volume resource.',
                type: 'object',
                properties: {
                  fsType: {
                    description:
                      'fSType represents the filesystem type to mount Must be a filesystem type supported by the host operating system.',
                    type: 'string',
                  },
                  readOnly: {
                    description:
                      'readOnly defaults to false (read/write). ReadOnly here will force the ReadOnly setting in VolumeMounts.',
                    type: 'boolean',
                  },
                  volumeID: { description: 'volumeID uniquely identifies a Portworx volume', type: 'string' },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              projected: {
                description: 'Represents a projected volume source',
                type: 'object',
                properties: {
                  defaultMode: {
                    description: 'defaultMode are the mode bits used to set permissions on created files by default.',
                    type: 'integer',
                    format: 'int32',
                  },
                  sources: {
                    description:
                      'sources is the list of volume projections. Each entry in this list handles one source.',
                    type: 'array',
                    items: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              quobyte: {
                description:
                  'Represents a Quobyte mount that lasts the lifetime of a pod. Quobyte volumes do not support ownership management or SELinux relabeling.',
                type: 'object',
                properties: {
                  group: { description: 'group to map volume access to Default is no group', type: 'string' },
                  readOnly: {
                    description:
                      'readOnly here will force the Quobyte volume to be mounted with read-only permissions. Defaults to false.',
                    type: 'boolean',
                  },
                  registry: {
                    description:
                      'registry represents a single or multiple Quobyte Registry services specified as a string as host:port pair (multiple entries are separated with commas) which acts as the central registry for volumes',
                    type: 'string',
                  },
                  tenant: {
                    description:
                      'tenant owning the given Quobyte volume in the Backend Used with dynamically provisioned Quobyte volumes, value is set by the plugin',
                    type: 'string',
                  },
                  user: { description: 'user to map volume access to Defaults to serivceaccount user', type: 'string' },
                  volume: {
                    description: 'volume is a string that references an already created Quobyte volume by name.',
                    type: 'string',
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              rbd: {
                description:
                  'Represents a Rados Block Device mount that lasts the lifetime of a pod. RBD volumes support ownership management and SELinux relabeling.',
                type: 'object',
                properties: {
                  fsType: {
                    description: 'fsType is the filesystem type of the volume that you want to mount.',
                    type: 'string',
                  },
                  image: {
                    description:
                      'image is the rados image name. More info: https://examples.k8s.io/volumes/rbd/README.md#how-to-use-it',
                    type: 'string',
                  },
                  keyring: {
                    description: 'keyring is the path to key ring for RBDUser. Default is /etc/ceph/keyring.',
                    type: 'string',
                  },
                  monitors: {
                    description:
                      'monitors is a collection of Ceph monitors. More info: https://examples.k8s.io/volumes/rbd/README.md#how-to-use-it',
                    type: 'array',
                    items: { type: 'string' },
                  },
                  pool: {
                    description:
                      'pool is the rados pool name. Default is rbd. More info: https://examples.k8s.io/volumes/rbd/README.md#how-to-use-it',
                    type: 'string',
                  },
                  readOnly: {
                    description: 'readOnly here will force the ReadOnly setting in VolumeMounts. Defaults to false.',
                    type: 'boolean',
                  },
                  secretRef: {
                    description:
                      'LocalObjectReference contains enough information to let you locate the referenced object inside the same namespace.',
                    type: 'object',
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  user: {
                    description:
                      'user is the rados user name. Default is admin. More info: https://examples.k8s.io/volumes/rbd/README.md#how-to-use-it',
                    type: 'string',
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              scaleIO: {
                description: 'ScaleIOVolumeSource represents a persistent ScaleIO volume',
                type: 'object',
                properties: {
                  fsType: {
                    description:
                      'fsType is the filesystem type to mount. Must be a filesystem type supported by the host operating system.',
                    type: 'string',
                  },
                  gateway: { description: 'gateway is the host address of the ScaleIO API Gateway.', type: 'string' },
                  protectionDomain: {
                    description:
                      'protectionDomain is the name of the ScaleIO Protection Domain for the configured storage.',
                    type: 'string',
                  },
                  readOnly: {
                    description:
                      'readOnly Defaults to false (read/write). ReadOnly here will force the ReadOnly setting in VolumeMounts.',
                    type: 'boolean',
                  },
                  secretRef: {
                    description:
                      'LocalObjectReference contains enough information to let you locate the referenced object inside the same namespace.',
                    type: 'object',
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  sslEnabled: {
                    description: 'sslEnabled Flag enable/disable SSL communication with Gateway, default false',
                    type: 'boolean',
                  },
                  storageMode: {
                    description:
                      'storageMode indicates whether the storage for a volume should be ThickProvisioned or ThinProvisioned.',
                    type: 'string',
                  },
                  storagePool: {
                    description: 'storagePool is the ScaleIO Storage Pool associated with the protection domain.',
                    type: 'string',
                  },
                  system: {
                    description: 'system is the name of the storage system as configured in ScaleIO.',
                    type: 'string',
                  },
                  volumeName: {
                    description:
                      'volumeName is the name of a volume already created in the ScaleIO system that is associated with this volume source.',
                    type: 'string',
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              secret: {
                description:
                  "Adapts a Secret into a volume. The contents of the target Secret's Data field will be presented in a volume as files using the keys in the Data field as the file names. Secret volumes support ownership management and SELinux relabeling.",
                type: 'object',
                properties: {
                  defaultMode: {
                    description:
                      'defaultMode is Optional: mode bits used to set permissions on created files by default.',
                    type: 'integer',
                    format: 'int32',
                  },
                  items: {
                    description:
                      'items If unspecified, each key-value pair in the Data field of the referenced Secret will be projected into the volume as a file whose name is the key and content is the value.',
                    type: 'array',
                    items: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
                  },
                  optional: {
                    description: 'optional field specify whether the Secret or its keys must be defined',
                    type: 'boolean',
                  },
                  secretName: {
                    description: "secretName is the name of the secret in the pod's namespace to use.",
                    type: 'string',
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              storageos: {
                description: 'Represents a StorageOS persistent volume resource.',
                type: 'object',
                properties: {
                  fsType: {
                    description:
                      'fsType is the filesystem type to mount. Must be a filesystem type supported by the host operating system.',
                    type: 'string',
                  },
                  readOnly: {
                    description:
                      'readOnly defaults to false (read/write). ReadOnly here will force the ReadOnly setting in VolumeMounts.',
                    type: 'boolean',
                  },
                  secretRef: {
                    description:
                      'LocalObjectReference contains enough information to let you locate the referenced object inside the same namespace.',
                    type: 'object',
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  volumeName: {
                    description:
                      'volumeName is the human-readable name of the StorageOS volume. Volume names are only unique within a namespace.',
                    type: 'string',
                  },
                  volumeNamespace: {
                    description: 'volumeNamespace specifies the scope of the volume within StorageOS.',
                    type: 'string',
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
              vsphereVolume: {
                description: 'Represents a vSphere volume resource.',
                type: 'object',
                properties: {
                  fsType: {
                    description:
                      'fsType is filesystem type to mount. Must be a filesystem type supported by the host operating system.',
                    type: 'string',
                  },
                  storagePolicyID: {
                    description:
                      'storagePolicyID is the storage Policy Based Management (SPBM) profile ID associated with the StoragePolicyName.',
                    type: 'string',
                  },
                  storagePolicyName: {
                    description: 'storagePolicyName is the storage Policy Based Management (SPBM) profile name.',
                    type: 'string',
                  },
                  volumePath: {
                    description: 'volumePath is the path that identifies vSphere volume vmdk',
                    type: 'string',
                  },
                },
                'x-kubernetes-preserve-unknown-fields': true,
              },
            },
            'x-kubernetes-preserve-unknown-fields': true,
            required: ['name'],
          },
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
        },
        imagePullSecrets: {
          description:
            "Names of Secrets with which the pod's node pulls images. They must exist in the namespace of each pod.",
          type: 'array',
          items: {
            type: 'object',
            properties: {
              name: {
                description:
                  'Name of the referent. This field is effectively required, but due to backwards compatibility is allowed to be empty. Instances of this type with an empty value here are almost certainly wrong. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#names',
                type: 'string',
              },
            },
            'x-kubernetes-preserve-unknown-fields': true,
          },
          'x-kubernetes-list-type': 'atomic',
        },
        patchPodMetadata: {
          description: 'Annotations for injected pods.',
          type: 'array',
          items: {
            type: 'object',
            properties: {
              annotations: {
                description: 'Annotations to write. Which keys are allowed is up to the cluster administrator.',
                type: 'object',
                additionalProperties: { type: 'string' },
              },
              patchPolicy: {
                description: 'What happens to a value that the pod already has.',
                type: 'string',
                enum: ['Retain', 'Overwrite', 'MergePatchJson'],
                default: 'Retain',
              },
            },
          },
          'x-kubernetes-list-type': 'atomic',
        },
        injectionStrategy: {
          description: 'How new pods get their sidecars.',
          type: 'object',
          properties: {
            paused: {
              description: 'New pods are not injected. Pods that were injected earlier are still updated.',
              type: 'boolean',
              default: false,
            },
            revision: {
              description: 'The revision that new pods get. Absent: the latest one.',
              type: 'object',
              properties: {
                customVersion: {
                  description: 'The newest revision that had this spec.customVersion.',
                  type: 'string',
                  maxLength: 63,
                  pattern: '^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$',
                },
                revisionName: {
                  description: 'Name of the ControllerRevision. Wins over customVersion.',
                  type: 'string',
                },
                policy: {
                  description: 'Which new pods get the revision.',
                  type: 'string',
                  enum: ['Always', 'Partial'],
                  default: 'Always',
                },
              },
              'x-kubernetes-validations': [
                {
                  rule: "(has(self.revisionName) && self.revisionName != '') || (has(self.customVersion) && self.customVersion != '')",
                  message: 'names no revision; set revisionName or customVersion',
                },
              ],
            },
            failurePolicy: {
              description:
                "What becomes of a new pod when it cannot get these sidecars: no replica of the operator answers, or the revision that it should get does not exist. Absent: the operator's default, Ignore unless its administrator says otherwise. Not part of OpenKruise.",
              type: 'string',
              enum: ['Ignore', 'Fail'],
            },
          },
          default: {},
        },
        updateStrategy: {
          description: 'How pods that were injected earlier are brought to the current sidecars.',
          type: 'object',
          properties: {
            type: {
              description: 'Whether injected pods are updated.',
              type: 'string',
              enum: ['RollingUpdate', 'NotUpdate'],
              default: 'RollingUpdate',
            },
            paused: {
              description: 'Stops the rollout where it is. New pods are still injected.',
              type: 'boolean',
              default: false,
            },
            selector: {
              description:
                'Only injected pods that it matches are updated, for a canary by label. Not together with a partition.',
              type: 'object',
              'x-kubernetes-map-type': 'atomic',
              properties: {
                matchLabels: {
                  type: 'object',
                  additionalProperties: { type: 'string' },
                  description: 'Labels that must all be there with these values.',
                },
                matchExpressions: {
                  type: 'array',
                  items: {
                    type: 'object',
                    required: ['key', 'operator'],
                    properties: {
                      key: { type: 'string', description: 'Key of the label.' },
                      operator: {
                        type: 'string',
                        enum: ['In', 'NotIn', 'Exists', 'DoesNotExist'],
                        description: 'How the label relates to the values.',
                      },
                      values: {
                        type: 'array',
                        items: { type: 'string' },
                        'x-kubernetes-list-type': 'atomic',
                        description: 'Values for In and NotIn; none for Exists and DoesNotExist.',
                      },
                    },
                  },
                  'x-kubernetes-list-type': 'atomic',
                  description: 'Requirements that must all hold.',
                },
              },
            },
            partition: {
              description: 'How many of the matched pods stay old: a number, or a percentage, rounded up.',
              anyOf: [{ type: 'integer' }, { type: 'string' }],
              'x-kubernetes-int-or-string': true,
              minimum: 0,
              pattern: '^0*([0-9]{1,2}|100)%$',
              default: 0,
            },
            maxUnavailable: {
              description:
                'How many pods the rollout may make unavailable at a time: a number, or a percentage of the matched pods, rounded up.',
              anyOf: [{ type: 'integer' }, { type: 'string' }],
              'x-kubernetes-int-or-string': true,
              minimum: 1,
              pattern: '^0*([1-9]|[1-9][0-9]|100)%$',
              default: 1,
            },
            priorityStrategy: {
              description: 'Which pods are upgraded first.',
              type: 'object',
              properties: {
                weightPriority: {
                  description: 'Order by weight: the larger sum first.',
                  type: 'array',
                  items: {
                    type: 'object',
                    properties: {
                      weight: {
                        description:
                          'Added up over all terms that match a pod; the pod with the larger sum is upgraded first.',
                        type: 'integer',
                        minimum: 1,
                        maximum: 100,
                        format: 'int32',
                      },
                      matchSelector: {
                        description: 'Which pods have this weight.',
                        type: 'object',
                        'x-kubernetes-map-type': 'atomic',
                        properties: {
                          matchLabels: {
                            type: 'object',
                            additionalProperties: { type: 'string' },
                            description: 'Labels that must all be there with these values.',
                          },
                          matchExpressions: {
                            type: 'array',
                            items: {
                              type: 'object',
                              required: ['key', 'operator'],
                              properties: {
                                key: { type: 'string', description: 'Key of the label.' },
                                operator: {
                                  type: 'string',
                                  enum: ['In', 'NotIn', 'Exists', 'DoesNotExist'],
                                  description: 'How the label relates to the values.',
                                },
                                values: {
                                  type: 'array',
                                  items: { type: 'string' },
                                  'x-kubernetes-list-type': 'atomic',
                                  description: 'Values for In and NotIn; none for Exists and DoesNotExist.',
                                },
                              },
                            },
                            'x-kubernetes-list-type': 'atomic',
                            description: 'Requirements that must all hold.',
                          },
                        },
                      },
                    },
                    required: ['weight', 'matchSelector'],
                  },
                  'x-kubernetes-list-type': 'atomic',
                },
                orderPriority: {
                  description:
                    'Order by labels: a pod belongs to the first term whose label it carries; pods without any come last.',
                  type: 'array',
                  items: {
                    type: 'object',
                    properties: {
                      orderedKey: {
                        description:
                          'Key of a label whose value ends in a number; the pod with the larger number is upgraded first.',
                        type: 'string',
                        minLength: 1,
                      },
                    },
                    required: ['orderedKey'],
                  },
                  'x-kubernetes-list-type': 'atomic',
                },
              },
              'x-kubernetes-validations': [
                {
                  rule: '!has(self.weightPriority) || size(self.weightPriority) == 0 || !has(self.orderPriority) || size(self.orderPriority) == 0',
                  message: 'weightPriority and orderPriority both say the order; remove one of them',
                },
              ],
            },
            scatterStrategy: {
              description:
                'Spreads pods that carry a label evenly over the rollout, so that a fault meets few of them at first. One term is easiest to understand.',
              type: 'array',
              items: {
                type: 'object',
                properties: {
                  key: { description: 'Key of the label.', type: 'string', minLength: 1 },
                  value: { description: 'Value of the label; `*` stands for every value in turn.', type: 'string' },
                },
                required: ['key', 'value'],
              },
              'x-kubernetes-list-type': 'atomic',
            },
            maxUnavailablePerWorkload: {
              description:
                "How many pods of one workload the rollout may make unavailable at a time, beside maxUnavailable: a number, or a percentage of the workload's matched pods, rounded up. A workload is what controls the pod; all ReplicaSets of a Deployment count as one. Pods that nothing controls are not limited by it. Without it there is no such limit. Not known to OpenKruise.",
              anyOf: [{ type: 'integer' }, { type: 'string' }],
              'x-kubernetes-int-or-string': true,
              minimum: 1,
              pattern: '^0*([1-9]|[1-9][0-9]|100)%$',
            },
            respectPodDisruptionBudgets: {
              description:
                'A ready pod is upgraded only while every PodDisruptionBudget that selects it allows a disruption. Without it budgets are not looked at, for an upgrade is no eviction. Not known to OpenKruise.',
              type: 'boolean',
            },
            progressDeadlineSeconds: {
              description:
                'How long an upgraded pod may take to be ready again before the rollout counts as stalled, and the pod as failing; also how long PodDisruptionBudgets alone may hold the rollout before it counts as stalled. Without it ten minutes. Not known to OpenKruise.',
              type: 'integer',
              minimum: 1,
              format: 'int32',
            },
            onFailure: {
              description:
                'What happens to the rollout when upgraded pods fail. Without it the rollout goes on within its limits. Not known to OpenKruise.',
              type: 'object',
              properties: {
                action: {
                  description: 'What is done once the threshold is reached.',
                  type: 'string',
                  enum: ['Continue', 'Pause', 'Rollback'],
                },
                threshold: {
                  description:
                    'How many failing pods it takes: a number, or a percentage of the matched pods, rounded up. Without it one is enough. A pod fails when a sidecar that it got crashes over and over, cannot be pulled or cannot be started, or when the pod is not ready progressDeadlineSeconds after its upgrade.',
                  anyOf: [{ type: 'integer' }, { type: 'string' }],
                  'x-kubernetes-int-or-string': true,
                  minimum: 1,
                  pattern: '^0*([1-9]|[1-9][0-9]|100)%$',
                },
              },
              required: ['action'],
            },
          },
          'x-kubernetes-validations': [
            {
              rule: "!has(self.selector) || !has(self.partition) || self.partition == 0 || (type(self.partition) == string && self.partition.matches('^0+%$'))",
              message: 'partition and selector both say which pods stay old; remove one of them',
            },
          ],
          default: {},
        },
        revisionHistoryLimit: {
          description:
            'How many ControllerRevisions are kept to go back to. One always is, and so is every one that is in use.',
          type: 'integer',
          minimum: 0,
          format: 'int32',
          default: 10,
        },
        customVersion: {
          description:
            'A name of your own for this version of the spec, by which injectionStrategy.revision can find it.',
          type: 'string',
          maxLength: 63,
          pattern: '^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$',
        },
      },
      required: ['selector'],
      'x-kubernetes-validations': [
        {
          rule: '(has(self.containers) && size(self.containers) > 0) || (has(self.initContainers) && size(self.initContainers) > 0)',
          message: 'injects no container; add one to containers or initContainers',
        },
        {
          rule: '!has(self.containers) || !has(self.initContainers) || !self.containers.exists(c, self.initContainers.exists(i, i.name == c.name))',
          message: 'a name stands in containers and in initContainers; rename one of the two',
        },
        {
          rule: "!has(self.containers) || !has(self.containers) || !self.containers.exists(h, h.upgradeStrategy.upgradeType == 'HotUpgrade' && self.containers.exists(p, !(p.upgradeStrategy.upgradeType == 'HotUpgrade') && p.name in [h.name + '-1', h.name + '-2']))",
          message:
            'a hot sidecar X runs as X-1 and X-2, and another container has one of these names; rename one of the two',
        },
        {
          rule: "!has(self.containers) || !has(self.initContainers) || !self.containers.exists(h, h.upgradeStrategy.upgradeType == 'HotUpgrade' && self.initContainers.exists(p, !(p.upgradeStrategy.upgradeType == 'HotUpgrade') && p.name in [h.name + '-1', h.name + '-2']))",
          message:
            'a hot sidecar X runs as X-1 and X-2, and another container has one of these names; rename one of the two',
        },
        {
          rule: "!has(self.initContainers) || !has(self.containers) || !self.initContainers.exists(h, h.upgradeStrategy.upgradeType == 'HotUpgrade' && self.containers.exists(p, !(p.upgradeStrategy.upgradeType == 'HotUpgrade') && p.name in [h.name + '-1', h.name + '-2']))",
          message:
            'a hot sidecar X runs as X-1 and X-2, and another container has one of these names; rename one of the two',
        },
        {
          rule: "!has(self.initContainers) || !has(self.initContainers) || !self.initContainers.exists(h, h.upgradeStrategy.upgradeType == 'HotUpgrade' && self.initContainers.exists(p, !(p.upgradeStrategy.upgradeType == 'HotUpgrade') && p.name in [h.name + '-1', h.name + '-2']))",
          message:
            'a hot sidecar X runs as X-1 and X-2, and another container has one of these names; rename one of the two',
        },
      ],
    },
    status: {
      description: 'What the controller last saw.',
      type: 'object',
      properties: {
        observedGeneration: {
          description: 'The metadata.generation that this status is about; smaller than that: not looked at yet.',
          type: 'integer',
          format: 'int64',
        },
        matchedPods: {
          description: 'Pods that are selected and hold the sidecars.',
          type: 'integer',
          minimum: 0,
          format: 'int32',
        },
        updatedPods: {
          description: 'Matched pods that hold the current sidecars.',
          type: 'integer',
          minimum: 0,
          format: 'int32',
        },
        readyPods: {
          description: 'Matched pods that are ready and whose sidecars are settled.',
          type: 'integer',
          minimum: 0,
          format: 'int32',
        },
        updatedReadyPods: {
          description: 'Matched pods that count as updated and as ready.',
          type: 'integer',
          minimum: 0,
          format: 'int32',
        },
        latestRevision: {
          description: 'Name of the ControllerRevision that holds the current sidecars.',
          type: 'string',
        },
        collisionCount: {
          description: 'How often the name of a new ControllerRevision was taken.',
          type: 'integer',
          format: 'int32',
        },
        revisions: {
          description: 'Matched pods by the revision that they hold, the latest first.',
          type: 'array',
          items: {
            type: 'object',
            properties: {
              name: { description: 'Name of the ControllerRevision.', type: 'string' },
              customVersion: { description: 'The spec.customVersion of that revision.', type: 'string' },
              pods: {
                description: 'Matched pods that hold it, or have been asked to.',
                type: 'integer',
                minimum: 0,
                format: 'int32',
              },
              readyPods: { description: 'Those of them that are ready.', type: 'integer', minimum: 0, format: 'int32' },
            },
            required: ['name', 'pods', 'readyPods'],
          },
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
        },
        notInjected: {
          description: 'Pods that are selected but do not hold the sidecars.',
          type: 'object',
          properties: {
            count: { description: 'How many pods.', type: 'integer', minimum: 0, format: 'int32' },
            examples: {
              description: 'A few of them, each with the reason.',
              type: 'array',
              items: {
                type: 'object',
                properties: {
                  namespace: { description: "The pod's namespace.", type: 'string' },
                  name: { description: "The pod's name.", type: 'string' },
                  reason: { description: 'A word, the same as in logs and events.', type: 'string' },
                  message: { description: 'The reason as a sentence.', type: 'string' },
                },
                required: ['namespace', 'name', 'reason'],
              },
              maxItems: 10,
              'x-kubernetes-list-type': 'atomic',
            },
          },
          required: ['count'],
        },
        notUpgradable: {
          description:
            'Matched pods that cannot be brought up to date in place, because more than images changed. They need to be created anew.',
          type: 'object',
          properties: {
            count: { description: 'How many pods.', type: 'integer', minimum: 0, format: 'int32' },
            examples: {
              description: 'A few of them, each with the reason.',
              type: 'array',
              items: {
                type: 'object',
                properties: {
                  namespace: { description: "The pod's namespace.", type: 'string' },
                  name: { description: "The pod's name.", type: 'string' },
                  reason: { description: 'A word, the same as in logs and events.', type: 'string' },
                  message: { description: 'The reason as a sentence.', type: 'string' },
                },
                required: ['namespace', 'name', 'reason'],
              },
              maxItems: 10,
              'x-kubernetes-list-type': 'atomic',
            },
          },
          required: ['count'],
        },
        failedUpdate: {
          description:
            'Sidecars that failed, and what is done about it. It holds as long as neither the sidecars nor updateStrategy.onFailure change.',
          type: 'object',
          properties: {
            specHash: { description: 'The kruise.io/sidecarset-hash of the sidecars that failed.', type: 'string' },
            action: {
              description: 'The action of updateStrategy.onFailure that was taken: Pause or Rollback.',
              type: 'string',
            },
            threshold: {
              description: 'The threshold of updateStrategy.onFailure that was reached, as text.',
              type: 'string',
            },
            failingPods: {
              description: 'Pods that were failing when it was reached.',
              type: 'integer',
              minimum: 0,
              format: 'int32',
            },
            rolledBackTo: {
              description: 'Name of the ControllerRevision whose sidecars pods get instead.',
              type: 'string',
            },
            message: { description: 'Which pod failed first and why, as a sentence.', type: 'string' },
          },
          required: ['specHash', 'action', 'failingPods', 'message'],
        },
        conditions: {
          description:
            'Progressing, Available, Stalled, Paused and InjectionReady, as kubectl wait, kstatus and Argo CD understand them.',
          type: 'array',
          items: {
            type: 'object',
            properties: {
              lastTransitionTime: {
                description:
                  'lastTransitionTime is the last time the condition transitioned from one status to another. This should be when the underlying condition changed. If that is not known, then using the time when the API field changed is acceptable.',
                type: 'string',
                format: 'date-time',
              },
              message: {
                description:
                  'message is a human readable message indicating details about the transition. This may be an empty string.',
                type: 'string',
              },
              observedGeneration: {
                description:
                  'observedGeneration represents the .metadata.generation that the condition was set based upon. For instance, if .metadata.generation is currently 12, but the .status.conditions[x].observedGeneration is 9, the condition is out of date with respect to the current state of the instance.',
                type: 'integer',
                format: 'int64',
              },
              reason: {
                description:
                  "reason contains a programmatic identifier indicating the reason for the condition's last transition. Producers of specific condition types may define expected values and meanings for this field, and whether the values are considered a guaranteed API. The value should be a CamelCase string. This field may not be empty.",
                type: 'string',
              },
              status: { description: 'status of the condition, one of True, False, Unknown.', type: 'string' },
              type: { description: 'type of condition in CamelCase or in foo.example.com/CamelCase.', type: 'string' },
            },
            required: ['lastTransitionTime', 'message', 'reason', 'status', 'type'],
          },
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['type'],
        },
      },
    },
  },
  required: ['spec'],
};

/** The CustomResourceDefinition of SidecarSet, to install with server-side apply. */
export const SIDECARSET_CRD: CustomResourceDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'sidecarsets.apps.kruise.io' },
  spec: {
    group: 'apps.kruise.io',
    scope: 'Cluster',
    names: { kind: 'SidecarSet', listKind: 'SidecarSetList', plural: 'sidecarsets', singular: 'sidecarset' },
    conversion: { strategy: 'None' },
    versions: [
      {
        name: 'v1beta1',
        served: true,
        storage: true,
        subresources: { status: {} },
        additionalPrinterColumns: [
          {
            name: 'MATCHED',
            type: 'integer',
            jsonPath: '.status.matchedPods',
            description: 'Pods that are selected and hold the sidecars.',
          },
          {
            name: 'UPDATED',
            type: 'integer',
            jsonPath: '.status.updatedPods',
            description: 'Matched pods that hold the current sidecars.',
          },
          {
            name: 'READY',
            type: 'integer',
            jsonPath: '.status.readyPods',
            description: 'Matched pods that are ready.',
          },
          {
            name: 'AGE',
            type: 'date',
            jsonPath: '.metadata.creationTimestamp',
            description: 'Time since the creation.',
          },
          {
            name: 'UPDATED-READY',
            type: 'integer',
            jsonPath: '.status.updatedReadyPods',
            description: 'Matched pods that are updated and ready.',
            priority: 1,
          },
          {
            name: 'NOT-INJECTED',
            type: 'integer',
            jsonPath: '.status.notInjected.count',
            description: 'Pods that are selected but hold no sidecars.',
            priority: 1,
          },
          {
            name: 'NOT-UPGRADABLE',
            type: 'integer',
            jsonPath: '.status.notUpgradable.count',
            description: 'Matched pods that must be created anew.',
            priority: 1,
          },
          {
            name: 'STRATEGY',
            type: 'string',
            jsonPath: '.spec.updateStrategy.type',
            description: 'Whether injected pods are updated.',
            priority: 1,
          },
          {
            name: 'PAUSED',
            type: 'boolean',
            jsonPath: '.spec.updateStrategy.paused',
            description: 'Whether the rollout is paused.',
            priority: 1,
          },
          {
            name: 'PROGRESS',
            type: 'string',
            jsonPath: '.status.conditions[?(@.type=="Progressing")].reason',
            description: 'What the rollout does.',
            priority: 1,
          },
          {
            name: 'REVISION',
            type: 'string',
            jsonPath: '.status.latestRevision',
            description: 'The revision of the current sidecars.',
            priority: 1,
          },
        ],
        schema: { openAPIV3Schema: SCHEMA },
      },
      {
        name: 'v1alpha1',
        served: true,
        storage: false,
        subresources: { status: {} },
        additionalPrinterColumns: [
          {
            name: 'MATCHED',
            type: 'integer',
            jsonPath: '.status.matchedPods',
            description: 'Pods that are selected and hold the sidecars.',
          },
          {
            name: 'UPDATED',
            type: 'integer',
            jsonPath: '.status.updatedPods',
            description: 'Matched pods that hold the current sidecars.',
          },
          {
            name: 'READY',
            type: 'integer',
            jsonPath: '.status.readyPods',
            description: 'Matched pods that are ready.',
          },
          {
            name: 'AGE',
            type: 'date',
            jsonPath: '.metadata.creationTimestamp',
            description: 'Time since the creation.',
          },
          {
            name: 'UPDATED-READY',
            type: 'integer',
            jsonPath: '.status.updatedReadyPods',
            description: 'Matched pods that are updated and ready.',
            priority: 1,
          },
          {
            name: 'NOT-INJECTED',
            type: 'integer',
            jsonPath: '.status.notInjected.count',
            description: 'Pods that are selected but hold no sidecars.',
            priority: 1,
          },
          {
            name: 'NOT-UPGRADABLE',
            type: 'integer',
            jsonPath: '.status.notUpgradable.count',
            description: 'Matched pods that must be created anew.',
            priority: 1,
          },
          {
            name: 'STRATEGY',
            type: 'string',
            jsonPath: '.spec.updateStrategy.type',
            description: 'Whether injected pods are updated.',
            priority: 1,
          },
          {
            name: 'PAUSED',
            type: 'boolean',
            jsonPath: '.spec.updateStrategy.paused',
            description: 'Whether the rollout is paused.',
            priority: 1,
          },
          {
            name: 'PROGRESS',
            type: 'string',
            jsonPath: '.status.conditions[?(@.type=="Progressing")].reason',
            description: 'What the rollout does.',
            priority: 1,
          },
          {
            name: 'REVISION',
            type: 'string',
            jsonPath: '.status.latestRevision',
            description: 'The revision of the current sidecars.',
            priority: 1,
          },
        ],
        schema: { openAPIV3Schema: SCHEMA },
      },
    ],
  },
};
